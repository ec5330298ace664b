"""TLS: the one context of a run, and what its errors say."""

from __future__ import annotations

import os
import ssl

from refmend.errors import ConfigError
from refmend.model import Fault
from refmend.net.trouble import Trouble

_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def check_variables() -> None:
    """Raise `ConfigError` where a variable names certificates that are not there: nothing would be verified."""
    for name in (*_BUNDLES, "SSL_CERT_DIR"):
        path = os.environ.get(name)
        if path and not os.path.exists(path):  # noqa: PTH110 - OpenSSL wants the string
            raise ConfigError(f"{name}: {path} does not exist", hint=f"Correct or unset {name}.")


def tls_context() -> ssl.SSLContext:
    """Build the one TLS context: certificates from SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE or the system.

    Raises `Trouble` where they cannot be read.
    """
    try:
        return _context()
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise Trouble(Fault.TLS_HANDSHAKE, f"the certificates to trust cannot be read: {error}"[:200]) from None


def _context() -> ssl.SSLContext:
    bundle = next((os.environ[name] for name in _BUNDLES if os.environ.get(name)), None)
    folder = os.environ.get("SSL_CERT_DIR")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if bundle and os.path.isdir(bundle):  # noqa: PTH112 - OpenSSL wants the string
        context.load_verify_locations(capath=bundle)
    elif bundle or folder:
        context.load_verify_locations(cafile=bundle or None, capath=folder or None)
    else:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        if not context.cert_store_stats()["x509_ca"]:
            _load_certifi(context)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load_certifi(context: ssl.SSLContext) -> None:
    """Fall back to certifi's list where the system has none that OpenSSL finds at once."""
    paths = ssl.get_default_verify_paths()
    if paths.capath and os.path.isdir(paths.capath) and os.listdir(paths.capath):  # noqa: PTH112, PTH208
        return
    import certifi  # noqa: PLC0415 - only where the system has no certificates

    context.load_verify_locations(cafile=certifi.where())


def tls_trouble(error: Exception) -> Trouble:
    """Tell a certificate that is refused from a handshake that fails; `detail` holds OpenSSL's own words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        words = error.verify_message or str(error)
        return Trouble(Fault.TLS_CERTIFICATE, words[:200])
    if isinstance(error, ssl.CertificateError):
        return Trouble(Fault.TLS_CERTIFICATE, str(error)[:200])
    reason = getattr(error, "reason", None) or str(error)
    return Trouble(Fault.TLS_HANDSHAKE, str(reason).replace("_", " ").lower()[:200])
