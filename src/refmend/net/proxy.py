"""Proxies: what the standard variables say about them."""

from __future__ import annotations

import os
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refmend.net.target import Origin


class ProxySettings:
    """HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in lower case first, as curl and requests read them."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Read the variables once."""
        both = _variable(environ, "all_proxy")
        self._http = _variable(environ, "http_proxy") or both
        if "REQUEST_METHOD" in environ:  # a CGI program: a request's Proxy header would be in HTTP_PROXY
            self._http = environ.get("http_proxy", "") or both
        self._https = _variable(environ, "https_proxy") or both
        self._exempt = [x.strip().lower() for x in _variable(environ, "no_proxy").split(",") if x.strip()]

    def of(self, origin: Origin) -> str:
        """Return the proxy's URL for an origin, or an empty string for a direct connection."""
        proxy = self._https if origin.secure else self._http
        if not proxy or any(_matches(rule, origin) for rule in self._exempt):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""


def _matches(rule: str, origin: Origin) -> bool:
    """Tell whether a NO_PROXY entry (`*`, a domain, `host:port`, an address, a network) means this origin."""
    if rule == "*":
        return True
    if origin.literal is not None and "/" in rule:
        try:
            return ip_address(origin.host) in ip_network(rule, strict=False)
        except ValueError:
            return False
    name, colon, port = rule.rpartition(":")
    if colon and port.isdigit() and (name.endswith("]") or ":" not in name):
        if int(port) != origin.port:
            return False
        rule = name
    rule = rule.strip("[]").removeprefix("*").removeprefix(".")
    return origin.host == rule or (origin.literal is None and origin.host.endswith("." + rule))
