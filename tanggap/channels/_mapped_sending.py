"""Handing one message to a gateway by its description, and understanding its answer."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from tanggap.channels._contract import (
    Failure,
    FailureKind,
    HttpAnswer,
    NoAnswer,
    Outgoing,
    Ports,
    Sent,
    Settings,
    Unreachable,
)
from tanggap.channels._json import text_of
from tanggap.channels._mapped_reading import at, plain
from tanggap.channels._meta import unreached
from tanggap.channels._providing import PLACEHOLDERS, Misdescribed, Outbound, Provider, Rule

_PLACE = re.compile(r"\{(\w+)\}")


def hand_over(
    outgoing: Outgoing, text: str, provider: Provider, settings: Settings, ports: Ports
) -> Sent | Failure:
    """Send ``text`` as the description says; raises nothing."""
    outbound = provider.outbound
    if outbound is None:
        return Failure(FailureKind.GIVE_UP, "one-way", "Gateway ini hanya menerima pesan.")
    to = address(outgoing, outbound.to)
    if not to:
        return Failure(
            FailureKind.GIVE_UP, "address", "Orang ini tidak punya nomor untuk dikirimi."
        )
    words = words_of(provider, settings) | {
        "to": to, "text": text, "key": outgoing.key, "hook": outgoing.hook_url,
    }  # fmt: skip
    url, headers, content = request_of(outbound, words)
    try:
        answer = ports.http.call(outbound.method, url, headers=headers, content=content)
    except Unreachable:
        return unreached()
    except NoAnswer:
        return Failure(FailureKind.UNSURE, "no answer", "Jawaban gateway tidak diterima.")
    return understood(answer, provider, outgoing.key)


def address(outgoing: Outgoing, form: str) -> str:
    """Return the person's number as the gateway writes numbers; "" where there is none."""
    by_kind = {one.kind: one.value for one in reversed(outgoing.to)}
    digits = by_kind.get("phone", "").lstrip("+")
    if not digits:
        lid = by_kind.get("wa_lid", "")
        return f"{lid}@lid" if lid and form in ("jid", "c.us") else ""
    if form == "national" and digits.startswith("62"):
        return "0" + digits[2:]
    return {
        "plus": f"+{digits}", "jid": f"{digits}@s.whatsapp.net", "c.us": f"{digits}@c.us",
    }.get(form, digits)  # fmt: skip


def check(provider: Provider) -> None:
    """Raise :class:`Misdescribed` where the description names what there is not."""
    calls = [provider.outbound, provider.status.ask if provider.status else None]
    for call in filter(None, calls):
        for template in [call.url, *call.headers.values(), *_leaves(call.fields)]:
            for name in _PLACE.findall(template):
                if name not in PLACEHOLDERS:
                    raise Misdescribed(f"Uraian gateway belum benar: {{{name}}} tidak dikenal.")


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value] if isinstance(value, str) else []


def words_of(provider: Provider, settings: Settings) -> dict[str, str]:
    """Return what a line's settings put into the calls of its description."""
    account, password = settings.get("account", ""), settings.get("password", "")
    return {
        "account": account,
        "password": password,
        "basic": base64.b64encode(f"{account}:{password}".encode()).decode(),
        "sender": settings.get("sender", ""),
        "base_url": (settings.get("base_url") or provider.base_url).rstrip("/"),
    }


def request_of(outbound: Outbound, words: Mapping[str, str]) -> tuple[str, dict[str, str], bytes]:
    """Return address, headers and body. Words are put in after the shape is fixed, so that
    nothing a person wrote can become a field, a header or a part of the address.
    """
    quoted = {name: quote(word, safe="") for name, word in words.items()}
    url = _filled(outbound.url, quoted | {"base_url": words["base_url"]})
    headers = {name: _filled(value, words) for name, value in outbound.headers.items()}
    fields = {name: _deep(value, words) for name, value in outbound.fields.items()}
    fields = {name: value for name, value in fields.items() if value != ""}
    if outbound.body == "query":
        return f"{url}?{urlencode(fields)}" if fields else url, headers, b""
    if outbound.body == "form":
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return url, headers, urlencode(fields).encode()
    headers.setdefault("Content-Type", "application/json")
    return url, headers, json.dumps(fields).encode()


def filled_headers(
    headers: Mapping[str, str], provider: Provider, settings: Settings
) -> dict[str, str]:
    """Return ``headers`` with the line's own account in them."""
    words = words_of(provider, settings)
    return {name: _filled(value, words) for name, value in headers.items()}


def _filled(template: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: words.get(found[1], ""), template)


def _deep(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _deep(one, words) for name, one in value.items()}
    if isinstance(value, list):
        return [_deep(one, words) for one in value]
    return _filled(value, words) if isinstance(value, str) else value


# ---------------------------------------------------------------- the answer


def understood(answer: HttpAnswer, provider: Provider, key: str) -> Sent | Failure:
    """Return what the answer means: by the first rule that fits, else by its status."""
    whole = answer.content.decode("utf-8", "replace").strip()
    try:
        tree: object = answer.json()
    except ValueError:
        tree = None
    for rule in provider.answers:
        if _applies(rule, answer.status_code, tree, whole):
            return _meant(rule, answer.status_code, tree, key)
    return _by_status(answer.status_code)


def _applies(rule: Rule, status: int, tree: object, whole: str) -> bool:
    if rule.status and status not in rule.status:
        return False
    if rule.path is None:
        return True
    value = plain(at(tree, rule.path)) if rule.path else whole
    return value in rule.values or ("*" in rule.values and bool(value))


def _meant(rule: Rule, status: int, tree: object, key: str) -> Sent | Failure:
    if rule.means == "sent":
        return Sent((text_of(at(tree, rule.key)) if rule.key else "")[:190] or key)
    advice = rule.advice or "Gateway menolak pesan ini. Periksa akunnya di gateway."
    return Failure(FailureKind(rule.means), f"http {status}", advice)


def _by_status(status: int) -> Failure:
    code = f"http {status}"
    if status in (429, 503):
        return Failure(FailureKind.RETRY, code, "Gateway sibuk; dicoba lagi dengan sendirinya.")
    if status in (401, 403):
        return Failure(
            FailureKind.MEND_SETTINGS, code, "Gateway menolak akun atau kuncinya. Periksa setelan."
        )
    if status in (301, 302, 307, 308, 404, 405):
        return Failure(FailureKind.MEND_SETTINGS, code, "Alamat gateway tidak cocok. Periksa.")
    if 400 <= status < 500:
        return Failure(FailureKind.GIVE_UP, code, "Gateway menolak pesan ini.")
    return Failure(
        FailureKind.UNSURE, code, "Jawaban gateway tidak dikenal: pesan mungkin sudah terkirim."
    )
