"""A poll's requests become events: rows of smsd's ``inbox`` and the outcomes of sending."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tanggap.channels._contract import (
    DeliverySeen,
    Failure,
    FailureKind,
    MessageKind,
    MessageSeen,
    Party,
)
from tanggap.channels._json import UNKNOWN_TIME, as_dict, as_list, storable, text_of
from tanggap.channels._phone import from_network
from tanggap.channels._sms_text import join
from tanggap.channels._smsd_tables import Part

_CLOCKS_APART = 15 * 60


def moment(written: str) -> datetime | None:
    """Return smsd's local time as if it were UTC; ``None`` where it is none."""
    try:
        return datetime.fromisoformat(written[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None


def message(body: Mapping[str, Any]) -> MessageSeen:
    rows = [as_dict(one) for one in as_list(body["parts"])]
    parts = [Part(int(row["id"]), *(text_of(row.get(name)) for name in _TEXTS)) for row in rows]
    first = min(parts, key=lambda one: one.id)
    sender = from_network(first.sender)
    is_binary = any(one.coding == "8bit" for one in parts)
    text, has_gap = ("", False) if is_binary else _text(parts)
    return MessageSeen(
        key=text_of(body["key"])[:190],
        party=Party((sender,) if sender else ()),
        sent_at=_sent_at(first.at, body.get("offset"), body.get("seen")),
        kind=MessageKind.UNSUPPORTED if is_binary else MessageKind.TEXT,
        text=text,
        is_incomplete=has_gap,
    )


_TEXTS = ("sender", "at", "udh", "coding", "code", "decoded")


def _text(parts: Sequence[Part]) -> tuple[str, bool]:
    """Return what the parts say together, and whether one is missing.

    Parts are joined as code and decoded afterwards: an emoji may lie across a cut.
    """
    if len(parts) == 1 and parts[0].place is None:
        return storable(_decoded(parts[0].code) or parts[0].decoded), False
    total = next(one.place.total for one in parts if one.place)
    codes = [(one.place.number, one.code) for one in parts if one.place]
    whole = join(total, codes)
    if not whole.missing:
        return storable(_decoded(whole.text)), False
    said = join(total, [(number, _decoded(code)) for number, code in codes])
    return storable(said.text), True


def _decoded(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "replace")


def _sent_at(written: str, offset: object, seen: object) -> datetime:
    """Return when it was sent by smsd's clock; without a known offset, when it arrived.

    A time after the one at which it was ``seen`` says that smsd and its database keep
    different local times: then it arrived when it was seen.
    """
    local = moment(written)
    if local is None or not isinstance(offset, int) or not isinstance(seen, int | float):
        return UNKNOWN_TIME
    sent_at = local - timedelta(seconds=offset)
    return sent_at if sent_at.timestamp() < seen + _CLOCKS_APART else UNKNOWN_TIME


def delivery(told: Mapping[str, Any]) -> DeliverySeen:
    state, row = told["state"], text_of(told["row"])
    if state not in ("sent", "delivered", "failed"):
        raise ValueError("no state")
    failure = None
    if state == "failed":
        failure = Failure(
            FailureKind.GIVE_UP,
            f"smsd {text_of(told.get('code'))}"[:40],
            "Modem tidak berhasil mengirim SMS ini. Periksa pulsa, sinyal, dan nomornya, lalu "
            "kirim lagi.",
        )
    return DeliverySeen(row[:200], state, UNKNOWN_TIME, text_of(told["key"])[:60], failure)
