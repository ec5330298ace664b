"""TLS: names and addresses verified, sessions resumed, each kind of failure told apart."""

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import threading

import pytest
import trustme
from net_loopback import CLOSE, OK, Server, loopback

from refmend.errors import ConfigError
from refmend.model import Fault
from refmend.net import Net

ONE_EACH = [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", CLOSE]


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """An authority that the program trusts."""
    made = trustme.CA()
    path = tmp_path / "ca.pem"
    made.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return made


def serving(authority, *names, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)
    return context


def ask(context, host="127.0.0.1", *, times=1, page=(OK,)):
    async def main():
        async with Server({"/": list(page)}, tls=context) as server, Net(loopback()) as net:
            seen = [await net.get(server.url("/", host)) for _ in range(times)]
            return seen[-1], server, net

    return asyncio.run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_names_and_addresses_are_verified(authority, host):
    assert ask(serving(authority, host), host)[0].body == b"ok"
    assert ask(serving(authority, "elsewhere.example"), host)[0].fault is Fault.TLS_CERTIFICATE


def test_the_server_is_told_the_name(authority):
    asked = []
    context = serving(authority, "localhost")
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    ask(context, "localhost")
    ask(serving(authority, "127.0.0.1"))
    assert asked == ["localhost"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("expired", "expired"), ("stranger", "unable to get local issuer|self-signed"), ("wrong host", "mismatch")],
)
def test_certificates_that_are_refused(authority, kind, words):
    import re

    old = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    context = {
        "expired": lambda: serving(authority, "127.0.0.1", not_after=old),
        "stranger": lambda: serving(trustme.CA(), "127.0.0.1"),
        "wrong host": lambda: serving(authority, "127.0.0.9"),
    }[kind]()
    seen, server, _ = ask(context)
    assert seen.fault is Fault.TLS_CERTIFICATE
    assert re.search(words, seen.detail)
    assert server.heads == []


def test_sessions_are_resumed(authority):
    context = serving(authority, "127.0.0.1")
    seen, server, net = ask(context, times=4, page=ONE_EACH)
    assert seen.body == b"ok"
    assert (server.connections, net._exchange.pool.opened) == (4, 4)
    assert context.session_stats()["hits"] == 3


def test_connections_are_kept(authority):
    _, server, _ = ask(serving(authority, "127.0.0.1"), times=4)
    assert server.connections == 1


def test_tls_1_2_works_too(authority):
    context = serving(authority, "127.0.0.1")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert ask(context, times=3, page=ONE_EACH)[0].body == b"ok"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Fault.TLS_HANDSHAKE),
        (bytes((21, 3, 3, 0, 2, 2, 40)), Fault.TLS_HANDSHAKE),
        (b"", Fault.EMPTY),
    ],
)
def test_handshakes_that_fail(authority, said, fault):
    async def main():
        async def refuse(reader, writer):
            await reader.read(100)
            writer.write(said)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Net(loopback()) as net:
            seen = await net.get(f"https://127.0.0.1:{port}/")
        server.close()
        return seen

    assert asyncio.run(main()).fault is fault


def test_a_handshake_that_hangs_is_a_time_out(authority):
    async def main():
        async def hang(reader, writer):
            await reader.read()
            writer.close()

        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Net(loopback()) as net:
            seen = await net.get(f"https://127.0.0.1:{port}/", deadline=0.2)
        server.close()
        return seen

    assert asyncio.run(main()).fault is Fault.CONNECT_TIMEOUT


def test_the_variables_name_the_certificates(authority, monkeypatch, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))  # SSL_CERT_FILE comes first
    assert ask(serving(authority, "127.0.0.1"))[0].status_code == 200
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    assert ask(serving(authority, "127.0.0.1"))[0].fault is Fault.TLS_CERTIFICATE


def test_a_server_that_wants_our_certificate_says_so(authority):
    context = serving(authority, "127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:  # asyncio's server says nothing before it closes, this one does
            try:
                connection, _ = listener.accept()
            except OSError:  # the test has what it wanted
                return
            raw = connection.dup()
            with contextlib.suppress(OSError):
                context.wrap_socket(connection, server_side=True)
            with contextlib.suppress(OSError):
                raw.recv(65_536)  # else the request that nobody read resets the connection
            raw.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    async def main():
        async with Net(loopback()) as net:
            return await net.get(f"https://127.0.0.1:{listener.getsockname()[1]}/")

    seen = asyncio.run(main())
    listener.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closing alone does not
    thread.join(10)
    listener.close()
    assert not thread.is_alive()
    assert seen.fault is Fault.TLS_HANDSHAKE
    assert "certificate required" in seen.detail


def test_certificates_that_are_not_there_are_the_users_to_mend(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(ConfigError, match="SSL_CERT_FILE"):
        Net(loopback())


def test_certificates_that_are_none_are_a_fault_and_no_exception(monkeypatch, tmp_path):
    context = serving(trustme.CA(), "127.0.0.1")
    (tmp_path / "bad.pem").write_text("nonsense")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "bad.pem"))
    seen, _, _ = ask(context)
    assert seen.fault is Fault.TLS_HANDSHAKE
    assert "cannot be read" in seen.detail
