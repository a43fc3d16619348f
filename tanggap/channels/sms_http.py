"""SMS through any gateway with an HTTP interface: described, not programmed.

The descriptions that come along are examples after public code (Zenziva, DartMedia); any
other gateway is pasted into the line as one of its own. See docs/channels/sms_http.md.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from tanggap.channels._contract import Abilities, SettingField
from tanggap.channels._mapped import MappedChannel
from tanggap.channels._providing import OWN, providers


class SmsHttp(MappedChannel):
    family: ClassVar[str] = "sms"
    kind: ClassVar[str] = "sms_http"
    label: ClassVar[str] = "SMS lewat gateway lain (HTTP)"
    address_label: ClassVar[str] = "Nomor SMS"
    public_name: ClassVar[str] = "SMS"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        has_hook=True,
        has_signed_hook=False,
        longest_text=1530,
        polls_every=timedelta(minutes=1),
        counts_sms=True,
    )
    refused_hint: ClassVar[str] = "kuncinya tidak cocok; samakan kunci webhook di gateway"
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "provider",
            "Gateway",
            choices=(
                *((name, one.label) for name, one in providers("sms").items()),
                (OWN, "Lain: uraian sendiri di bawah"),
            ),
        ),
        SettingField(
            "base_url", "Alamat gateway", is_required=False,
            help="Kosongkan bila sudah dikenal. Diawali https://.",
        ),
        SettingField("account", "Nama akun (userkey, userid)", is_required=False),
        SettingField("password", "Kata sandi atau token", is_secret=True, is_required=False),
        SettingField("sender", "Nomor pengirim", is_required=False),
        SettingField(
            "hook_secret", "Kunci webhook", is_secret=True, is_required=False,
            help="Bila gateway menyertakan kunci atau tanda tangan pada panggilannya.",
        ),
        SettingField(
            "description", "Uraian gateway (TOML)", is_required=False, is_long=True,
            help="Hanya untuk «Lain». Contoh lengkap ada di «Cara menyiapkan».",
        ),
    )  # fmt: skip
