"""Recorded requests of Facebook and Instagram, and what must be read from each."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from tanggap.channels._contract import (
    CommentHidden,
    CommentPlace,
    Event,
    IdentityKey,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    Party,
    Recorded,
    Request,
)
from tanggap.channels._json import digest
from tanggap.channels._meta import signature

OWN = Path(__file__).resolve().parent.parent / "fixtures" / "own" / "meta"
FACEBOOK = {
    "page_id": "1029384756",
    "app_secret": "rahasia-aplikasi",
    "verify_token": "kata-uji",
    "access_token": "token-akses",
}
INSTAGRAM = {name: value for name, value in FACEBOOK.items() if name != "page_id"} | {
    "account_id": "17841400000000000"
}
MADE = datetime.fromtimestamp(1795355790, UTC)
TOLD = datetime.fromtimestamp(1795355795, UTC)
SITI = Party((IdentityKey("psid", "7001"),), "Siti Aminah")
SITI_IG = Party((IdentityKey("igsid", "5501"),), "siti_pdh")
_POST = CommentPlace("PAGE1_99", "https://www.facebook.com/x")
_WORDS = "Antriannya lama sekali bu, sudah 3 jam"


def _mark(*parts: object) -> str:
    return digest([*parts, TOLD.isoformat()])


EXPECTED: dict[str, list[Event]] = {
    "fb-feed-comment-add.json": [
        MessageSeen("99_123", SITI, MADE, text="Antriannya lama sekali bu", comment=_POST)
    ],
    "fb-feed-comment-by-page-itself.json": [
        MessageSeen("99_124", Party(()), MADE, text="Terima kasih", is_ours=True,
                    reply_to="99_123", comment=_POST)
    ],
    "fb-feed-comment-edited.json": [
        MessageEdited(_mark("99_123", _WORDS), "99_123", _WORDS, TOLD)
    ],
    "fb-feed-comment-hide.json": [
        CommentHidden(_mark("99_123", "hide"), "99_123", is_hidden=True, at=TOLD)
    ],
    "fb-feed-comment-no-from.json": [
        MessageSeen("99_123", Party(()), MADE, text="x", comment=_POST)
    ],
    "fb-feed-comment-remove.json": [MessageRevoked("99_123:removed", "99_123", TOLD)],
    "ig-comment.json": [
        MessageSeen("1789", SITI_IG, TOLD, text="Poli gigi buka jam berapa?",
                    comment=CommentPlace("M1"))
    ],
    "ig-comment-flat-2024-variant.json": [
        MessageSeen("1789", SITI_IG, TOLD, text="Poli gigi buka?", comment=CommentPlace("M1"))
    ],
    "ig-mention.json": [
        MessageSeen("1790", Party(()), TOLD,
                    comment=CommentPlace("M2", is_mention=True, lacks_words=True))
    ],
    "ig-message-edit.json": [MessageEdited("m_1:e1", "m_1", "antri 3 jam", TOLD)],
}  # fmt: skip


def signed(body: bytes, secret: str = FACEBOOK["app_secret"]) -> Request:
    """Return ``body`` as Meta would post it."""
    return Request("POST", "", {"x-hub-signature-256": signature(body, secret)}, body)


def _recorded(name: str, settings: dict[str, str]) -> Recorded:
    body = (OWN / name).read_bytes()
    return Recorded(name, signed(body), settings, tuple(EXPECTED[name]))


def _chat(settings: dict[str, str], own: str, kind: str, whole: str) -> Recorded:
    """Return a chat in both shapes, as the console's test button and as real life post it."""
    mid = hashlib.sha256(kind.encode()).hexdigest()
    item = {"sender": {"id": "5501"}, "recipient": {"id": settings[own]},
            "timestamp": 1795355790000, "message": {"mid": mid, "text": "Obat habis"}}  # fmt: skip
    entries = [
        {"id": settings[own], "time": 1795355795, "messaging": [item]},
        {"id": settings[own], "time": 1, "changes": [{"field": "messages", "value": item}]},
        {"id": settings[own], "time": 1, "standby": [item | {"recipient": {"id": "1"}}]},
    ]
    body = json.dumps({"object": whole, "entry": entries}).encode()
    seen = MessageSeen(mid, Party((IdentityKey(kind, "5501"),)), MADE, text="Obat habis")
    return Recorded(f"chat of {whole}", signed(body), settings, (seen, seen, seen))


_PAGE1 = FACEBOOK | {"page_id": "PAGE1"}
BY_KIND: dict[str, list[Recorded]] = {
    "facebook": [
        *(_recorded(name, _PAGE1) for name in EXPECTED if name.startswith("fb-")),
        _chat(FACEBOOK, "page_id", "psid", "page"),
    ],
    "instagram": [
        *(_recorded(name, INSTAGRAM) for name in EXPECTED if name.startswith("ig-")),
        _chat(INSTAGRAM, "account_id", "igsid", "instagram"),
    ],
}
