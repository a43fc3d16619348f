"""To which addresses a password may go."""

import ipaddress
from urllib.parse import urlsplit

MUST_BE_SAFE = (
    "harus https://, atau http:// di komputer ini atau di jaringan sendiri "
    "(misalnya http://192.168.1.20:8080)."
)


def is_safe(url: str) -> bool:
    """Answer whether a password may go to ``url``: https, or plain http to a near machine.

    Near is this machine, a private address, or a name without a dot or in ``.local``.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_near(host))


def is_near(host: str) -> bool:
    """Answer whether ``host`` is this machine or one of the own network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(".local")
    return address.is_private or address.is_loopback
