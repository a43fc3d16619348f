"""Taking a password out of a call before it is kept; everything else stays byte for byte.

Some gateways repeat the account's password in every call. The call is believed or refused
with it in place; reading never needs it, so that neither the database, a backup nor a
download holds it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from tanggap.channels._contract import Request

_HIDDEN = "***"
_NEVER_READ = frozenset({"authorization", "proxy-authorization", "cookie"})


def without(request: Request, fields: Iterable[str]) -> Request:
    """Return ``request`` with three stars as the value of each of ``fields``, in query, form,
    JSON and headers; headers that hold nothing but a credential lose theirs always.
    """
    names = sorted({name.rpartition(".")[2].lower() for name in fields if name})
    secret = _NEVER_READ.union(names)
    shown = {n: _HIDDEN if n in secret and value else value for n, value in request.headers.items()}
    if not names:
        return replace(request, headers=shown)
    bare, quoted = (rf"\1{stars}".encode() for stars in (_HIDDEN, f'"{_HIDDEN}"'))
    query = _form(names).sub(bare, request.query.encode("utf-8", "surrogatepass"))
    if request.body.lstrip()[:1] in (b"{", b"["):  # what a person wrote in it may look like a form
        body = _json(names).sub(quoted, request.body)
    else:
        body = _form(names).sub(bare, request.body)
    return replace(request, headers=shown, query=query.decode("utf-8", "surrogatepass"), body=body)


def _any_of(names: Iterable[str]) -> bytes:
    return b"|".join(re.escape(name).encode() for name in names)


def _form(names: Iterable[str]) -> re.Pattern[bytes]:
    return re.compile(rb"((?:^|(?<=&))(?:" + _any_of(names) + rb")=)[^&\r\n]*", re.IGNORECASE)


def _json(names: Iterable[str]) -> re.Pattern[bytes]:
    """Match a field anywhere in a JSON text: within a string its quotes would be escaped."""
    value = rb'(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]"]+)'
    return re.compile(
        rb'((?<!\\)"(?:' + _any_of(names) + rb')"\s*:\s*)' + value, re.IGNORECASE | re.DOTALL
    )
