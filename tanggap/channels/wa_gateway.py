"""WhatsApp through an unofficial gateway: off unless somebody opens it knowing the risk.

One class and a description for each gateway (Fonnte, WAHA, Evolution, GOWA shapes). They
drive a handphone's WhatsApp Web session, against WhatsApp's terms of service.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from tanggap.channels._contract import Abilities, SettingField
from tanggap.channels._mapped import MappedChannel
from tanggap.channels._providing import OWN, providers


class WhatsAppGateway(MappedChannel):
    family: ClassVar[str] = "whatsapp"
    kind: ClassVar[str] = "wa_gateway"
    label: ClassVar[str] = "WhatsApp tidak resmi (gateway)"
    address_label: ClassVar[str] = "Nomor WhatsApp"
    public_name: ClassVar[str] = "WhatsApp"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        has_hook=True,
        longest_text=4096,
        polls_every=timedelta(minutes=1),
    )
    refused_hint: ClassVar[str] = "tanda tangan atau kuncinya tidak cocok; samakan kunci webhook"
    risk: ClassVar[str] = (
        "Gateway ini tidak diizinkan WhatsApp: ia memakai nomor puskesmas seolah-olah WhatsApp "
        "Web. WhatsApp dapat memblokir nomor itu sewaktu-waktu, juga selamanya, tanpa dapat "
        "dipulihkan; semua warga yang mengenal nomor itu kehilangan jalurnya.\n\n"
        "Isi pesan warga, yang dapat memuat keadaan kesehatannya, lewat di server pihak ketiga. "
        "Menurut UU 27/2022 tentang Pelindungan Data Pribadi puskesmas tetap bertanggung jawab "
        "atasnya: perlu perjanjian dengan penyedia gateway, dan sebaiknya persetujuan dinas.\n\n"
        "Yang aman: «WhatsApp resmi (Cloud API)», atau «WhatsApp di HP» dengan jawaban dikirim "
        "petugas. Bila tetap dipakai, jangan memakai nomor utama dan jangan mengirim pesan massal."
    )
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "provider",
            "Gateway",
            choices=(
                *((name, one.label) for name, one in providers("whatsapp").items()),
                (OWN, "Lain: uraian sendiri di bawah"),
            ),
        ),
        SettingField(
            "base_url", "Alamat gateway", is_required=False,
            help="Misalnya http://127.0.0.1:3000 bila gateway ada di komputer ini. Kosongkan "
            "untuk Fonnte.",
        ),
        SettingField(
            "account", "Nama akun, session, atau instance", is_required=False,
        ),
        SettingField("password", "Kunci API atau token", is_secret=True, is_required=False),
        SettingField(
            "hook_secret", "Kunci webhook", is_secret=True, is_required=False,
            help="Kunci yang dipakai gateway untuk menandatangani panggilannya.",
        ),
        SettingField("sender", "Device id", is_required=False, help="Hanya GOWA, bila perlu."),
        SettingField(
            "description", "Uraian gateway (TOML)", is_required=False, is_long=True,
            help="Hanya untuk «Lain». Contoh lengkap ada di «Cara menyiapkan» saluran «SMS lewat "
            "gateway lain».",
        ),
        SettingField(
            "risk_read",
            "Saya sudah membaca risiko di atas dan kepala puskesmas menyetujuinya",
            is_tick=True,
        ),
    )  # fmt: skip
