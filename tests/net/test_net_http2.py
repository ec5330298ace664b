"""Hosts that speak HTTP/2 alone are asked by httpx's stock transport, at the address that was checked."""

import asyncio
import ssl

import pytest
import trustme
from net_loopback import OK, Server, loopback

from refmend.model import Fault
from refmend.net import Net

pytest.importorskip("h2")

import h2.config
import h2.connection
import h2.events


class Http2(asyncio.Protocol):
    """Answers 200 to everything over HTTP/2, and closes on whoever did not agree to speak it."""

    asked: list = []  # noqa: RUF012 - one per test, set by the fixture

    def connection_made(self, transport):
        self.transport = transport
        if transport.get_extra_info("ssl_object").selected_alpn_protocol() != "h2":
            transport.close()
            return
        self.conn = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.conn.initiate_connection()
        transport.write(self.conn.data_to_send())

    def data_received(self, data):
        if not hasattr(self, "conn"):
            return
        for event in self.conn.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                self.asked.append(dict(event.headers))
                self.conn.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                self.conn.send_data(event.stream_id, b"<title>two</title>", end_stream=True)
        self.transport.write(self.conn.data_to_send())


@pytest.fixture
def context(monkeypatch, tmp_path):
    authority = trustme.CA()
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "site.example").configure_cert(made)
    made.set_alpn_protocols(["h2"])
    return made


def visit(context, host, *, times=1):
    async def main():
        server = await asyncio.get_running_loop().create_server(Http2, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with Net(loopback()) as net:
            net._exchange.resolver._lookup = lambda _: ["127.0.0.1"]
            seen = [await net.follow(f"https://{host}:{port}/page?q#s") for _ in range(times)]
            requests = net.requests[host]
        server.close()
        return seen[-1], requests

    Http2.asked = []
    return asyncio.run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "site.example"])
def test_the_answer_comes_through(context, host):
    seen, _ = visit(context, host)
    assert (seen.status_code, seen.body) == (200, b"<title>two</title>")
    assert seen.final_url.endswith("/page?q#s")
    asked = {k.decode(): v.decode() for k, v in Http2.asked[0].items()}
    assert asked[":authority"].startswith(host)
    assert asked[":path"] == "/page?q"
    assert asked["user-agent"].startswith("refmend/")


def test_it_is_remembered(context):
    seen, requests = visit(context, "127.0.0.1", times=3)
    assert seen.status_code == 200
    assert requests == 4  # the first of them in vain


def test_certificates_count_here_too(context):
    assert visit(context, "other.example")[0].fault is Fault.TLS_CERTIFICATE


def test_a_host_that_only_closes_is_not_asked_for_ever(context):
    async def main():
        context.set_alpn_protocols(["http/1.1"])
        async with Server({"*": ["close"], "/ok": [OK]}, tls=context) as server, Net(loopback()) as net:
            faults = [(await net.get(server.url(f"/{n}"))).fault for n in range(3)]
            return faults, server.connections

    faults, connections = asyncio.run(main())
    assert faults == [Fault.EMPTY] * 3
    assert connections == 4


def test_without_the_library_it_stays_a_fault(context, monkeypatch):
    monkeypatch.setattr("refmend.net.exchange.speaks_http2", lambda: False)
    assert visit(context, "127.0.0.1")[0].fault in {Fault.EMPTY, Fault.RESET}
