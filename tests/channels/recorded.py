"""Recorded requests of every channel with a hook, and what must be read from each."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanggap.channels._contract import (
    DeliverySeen,
    Failure,
    FailureKind,
    IdentityChanged,
    IdentityKey,
    MediaRef,
    MessageKind,
    MessageSeen,
    Notice,
    Party,
    Reaction,
    Recorded,
    Request,
)
from tanggap.channels._json import UNKNOWN_TIME, digest
from tanggap.channels._meta import signature
from tests.channels import recorded_gateways, recorded_social

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SETTINGS = {
    "phone_number_id": "106540352242922",
    "app_secret": "rahasia-aplikasi",
    "verify_token": "kata-uji",
    "access_token": "token-akses",
}


def signed(body: bytes, secret: str = SETTINGS["app_secret"]) -> Request:
    """Return ``body`` as Meta would post it."""
    return Request("POST", "", {"x-hub-signature-256": signature(body, secret)}, body)


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _phone(digits: str) -> IdentityKey:
    return IdentityKey("phone", f"+{digits}")


_SHEENA = Party((_phone("16505551234"),), "Sheena Nelson")
_OLD_ID = IdentityKey("wa_bsuid", "ID.13491208655302741918")
_NEW_ID = IdentityKey("wa_bsuid", "ID.24817305912873645029")
_SITI = Party((_phone("6281234567890"), _OLD_ID), "Siti")
_W = "wamid.HBgLMTY1MDM4Nzk0MzkVAgA"


def _seen(key: str, at: int, kind: MessageKind, text: str, **more: Any) -> MessageSeen:
    return MessageSeen(f"{_W}{key}", _SHEENA, _at(at), kind, text, **more)


def _notice(name: str, field: str) -> Notice:
    whole = json.loads((FIXTURES / "meta-openapi/webhooks" / name).read_bytes())
    change = whole["entry"][0]["changes"][0]
    return Notice(digest(change), field, f"Kabar dari WhatsApp: {field}", UNKNOWN_TIME)


_PICTURE = MediaRef(
    "1003383421387256",
    "image/jpeg",
    "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
    caption="Taj Mahal",
)
_CLOSED = Failure(
    FailureKind.WINDOW_CLOSED,
    "131047",
    "Lewat 24 jam sejak pesan terakhir warga. Pakai contoh jawaban yang disetujui Meta.",
)
_TEXT = MessageKind.TEXT
_A1 = MessageSeen("wamid.A1", _SITI, _at(1795355795), _TEXT, "Antrian lama")

EXPECTED: dict[str, list[Any]] = {
    "meta-openapi/webhooks/button-message.json": [
        _seen("SGBQzQUU0M0MxQzQzMUJCMTMwNUZFOQA=", 1750091045, MessageKind.CHOICE, "Unsubscribe",
              reply_to=f"{_W}RGBJFNjk2OTMwNEZCQjhGMzUyQUYA"),
    ],
    "meta-openapi/webhooks/contact-sharing-message.json": [
        _seen("SGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=", 1744344496, MessageKind.CONTACT,
              "Lucía Gómez: +1 (983) 555-2319"),
    ],
    "meta-openapi/webhooks/group-create-message.json": [
        _notice("group-create-message.json", "group_lifecycle_update")
    ],
    "meta-openapi/webhooks/group-remove-participants.json": [
        _notice("group-remove-participants.json", "group_participants_update")
    ],
    "meta-openapi/webhooks/group-settings-update.json": [
        _notice("group-settings-update.json", "group_settings_update")
    ],
    "meta-openapi/webhooks/image-message.json": [
        _seen("SGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=", 1744344496, MessageKind.IMAGE, "Taj Mahal",
              media=(_PICTURE,)),
    ],
    "meta-openapi/webhooks/interactive-button-reply-message.json": [
        _seen("SGBQzQTZBQzg0MzQ4QjRCM0NGNkVGOAA=", 1750025136, MessageKind.CHOICE, "Cancel",
              reply_to=f"{_W}RGBI3MEM2RUJFNkI0RENGQTVDRjUA"),
    ],
    "meta-openapi/webhooks/interactive-list-reply-message.json": [
        _seen("SGBQzQUJDQ0NDM0FEODY4ODkzOTc5RgA=", 1749854575, MessageKind.CHOICE,
              "Priority Mail Express\nNext Day to 2 Days",
              reply_to=f"{_W}RGBJGMzEyNzhENTZDMzNGODlDRDgA"),
    ],
    "meta-openapi/webhooks/location-message.json": [
        _seen("SGBQzQTU2MjZEMDBGRkE3MENEMDE0RQA=", 1744344496, MessageKind.LOCATION,
              "Philz Coffee\n101 Forest Ave, Palo Alto, CA 94301\n"
              "Titik: 37.44221496582, -122.16165924072"),
    ],
    "meta-openapi/webhooks/order-message.json": [
        _seen("SGBQzQTEyQjFGNzI1QTQxMjI5QTMyOQA=", 1750096325, MessageKind.ORDER,
              "Pesanan: di9ozbzfi4 × 2\nPesanan: nqryix03ez × 1"),
    ],
    "meta-openapi/webhooks/reaction-message.json": [
        Reaction(f"{_W}SGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=", f"{_W}RGBI0RTJEOTc2ODVERUY5RDlGNkYA",
                 _SHEENA, "👍", _at(1749419544)),
    ],
    "meta-openapi/webhooks/system-message.json": [
        IdentityChanged("wamid.HBgLMTk4MzU1NTE5NzQVAgASGAoxMTgyMDg2MjY3AA==",
                        _phone("16505551234"), (_phone("12195555358"),), _at(1750269342)),
    ],
    "meta-openapi/webhooks/text-message-from-click-to-whatsapp-ad.json": [
        _seen("SGBQzQUQ0N0VFMDA2MTQ0RkJFNkNDNAA=", 1750275992, _TEXT,
              "Hello! Can I get more info on this?"),
    ],
    "meta-openapi/webhooks/text-message-with-context-product-inquiry.json": [
        _seen("SGBQzQTA2NTUwRkNEMDdFQjJCRUU0NQA=", 1750016800, _TEXT, "Is this still available?",
              reply_to=f"{_W}RGA9wcm9kdWN0X2lucXVpcnkA"),
    ],
    "meta-openapi/webhooks/text-message.json": [
        _seen("SGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=", 1749416383, _TEXT,
              "Does it come in another color?"),
    ],
    "meta-openapi/webhooks/unsupported-message.json": [
        MessageSeen("wamid.HBgLMTQyMDU1NTA3NDkVAgASGBI5N0MwRjg0RTVBNUI1RDA2OTkA", _SHEENA,
                    _at(1750090702), MessageKind.UNSUPPORTED,
                    "(pesan ini hanya dapat dilihat di HP; WhatsApp tidak meneruskan isinya)"),
    ],
    "own/meta/wac-batch-2entries-3changes-5items.json": [
        _A1,
        MessageSeen("wamid.A2", _SITI, _at(1795355796), _TEXT, "sudah 3 jam"),
        DeliverySeen("wamid.OUT1", "read", _at(1795355790)),
        DeliverySeen("wamid.OUT1", "sent", _at(1795355780)),
        _A1,
    ],
    "own/meta/wac-bsuid-only-no-phone.json": [
        MessageSeen("wamid.B1", Party((_OLD_ID,), "Siti"), _at(1795355800), _TEXT,
                    "Apakah poli gigi buka?"),
    ],
    "own/meta/wac-failed-131047.json": [
        DeliverySeen("wamid.OUT2", "failed", _at(1795442200), failure=_CLOSED),
    ],
    "own/meta/wac-smb-message-echo.json": [
        MessageSeen("wamid.E1", Party((_phone("6281234567890"),)), _at(1795355999), _TEXT,
                    "Baik Bu, besok kami tambah petugas", is_ours=True),
    ],
    "own/meta/wac-system-user-changed-user-id.json": [
        IdentityChanged("wamid.S1", _OLD_ID, (_NEW_ID,), _at(1795355900)),
    ],
}  # fmt: skip


def _recorded(name: str) -> Recorded:
    body = (FIXTURES / name).read_bytes()
    return Recorded(name, signed(body), SETTINGS, tuple(EXPECTED[name]))


BY_KIND: dict[str, list[Recorded]] = {
    "whatsapp": [_recorded(name) for name in EXPECTED],
    **recorded_gateways.BY_KIND,
    **recorded_social.BY_KIND,
}
