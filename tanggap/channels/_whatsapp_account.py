"""How a WhatsApp account stands at Meta: asked every five minutes, before a citizen finds out.

Whether the number answers, until when the token is good (``debug_token``), and how each
template stands. What Meta does not tell is left out; only the number must answer.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tanggap.channels._contract import (
    Failure,
    FailureKind,
    HttpAnswer,
    Polled,
    Ports,
    Settings,
    SignOfLife,
)
from tanggap.channels._json import as_dict, as_list, text_of
from tanggap.channels._meta import asked, failure_of_answer
from tanggap.channels._meta_token import Fact, token_facts, told_by

ASKED_EVERY = timedelta(minutes=5)
QUIET_AFTER = timedelta(minutes=20)

_QUALITY = {"GREEN": "baik", "YELLOW": "sedang", "RED": "rendah"}
_STATES = {
    "PENDING": "menunggu Meta",
    "REJECTED": "ditolak",
    "PAUSED": "dijeda",
    "DISABLED": "dimatikan",
    "IN_APPEAL": "dibanding",
}
_MOST_NAMED = 5


def look(base: str, settings: Settings, ports: Ports, now: datetime) -> Polled | Failure:
    """Ask Meta how the account stands; ``base`` is the Graph API with its version."""
    token = settings.get("access_token", "")
    number = settings.get("phone_number_id", "")
    answer = asked(f"{base}/{number}?fields=quality_rating", token, ports)
    if isinstance(answer, Failure):
        return answer
    if answer.status_code != 200:
        return _judged(answer)
    facts = _quality(told_by(answer))
    told, trouble = token_facts(base, token, "WhatsApp", ports, now)
    facts += told
    facts += _templates(base, settings.get("waba_id", ""), token, ports)
    return Polled(sign=SignOfLife(now, QUIET_AFTER, tuple(facts), trouble))


def _judged(answer: HttpAnswer) -> Failure:
    failure = failure_of_answer(answer)
    if failure.kind == FailureKind.MEND_SETTINGS:
        return failure
    words = f"Meta tidak dapat ditanyai tentang nomor ini ({failure.code}); dicoba lagi."
    return Failure(FailureKind.RETRY, failure.code, words)


def _quality(told: Mapping[str, Any]) -> list[Fact]:
    words = _QUALITY.get(text_of(told.get("quality_rating")))
    return [("Mutu nomor menurut Meta", words)] if words else []


def _templates(base: str, account: str, token: str, ports: Ports) -> list[Fact]:
    if not (account.isascii() and account.isalnum()):
        return []
    url = f"{base}/{account}/message_templates?fields=name,status&limit=100"
    rows = [as_dict(row) for row in as_list(told_by(asked(url, token, ports)).get("data"))]
    states = {text_of(row.get("name")): text_of(row.get("status")) for row in rows}
    approved = sum(state == "APPROVED" for state in states.values())
    facts = [("Templat disetujui", str(approved))] if states else []
    other = [
        f"{name[:60]} ({_STATES.get(state, 'belum dapat dipakai')})"
        for name, state in sorted(states.items())
        if state != "APPROVED"
    ]
    if other:
        more = f" dan {len(other) - _MOST_NAMED} lagi" if len(other) > _MOST_NAMED else ""
        facts.append(("Templat belum dapat dipakai", ", ".join(other[:_MOST_NAMED]) + more))
    return facts
