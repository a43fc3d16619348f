"""An Instagram professional account: direct messages, comments, and mentions elsewhere.

Both of Meta's ways in: a token of Instagram itself (graph.instagram.com), or of the Facebook
page that the account is linked with; then ``page_id`` is filled. What comes in and goes out
is read and sent as for Facebook.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from tanggap.channels._contract import TICKED, Abilities, PublicShape, SettingField, Settings
from tanggap.channels._meta import APP_SECRET_NEXT, GRAPH, GRAPH_URL, VERSION, graph_of
from tanggap.channels._social import (
    ABILITIES,
    APP_SECRET,
    HUMAN_AGENT,
    VERIFY_TOKEN,
    SocialChannel,
)
from tanggap.channels._social_polling import COMMENTS, Asking
from tanggap.channels._social_reading import INSTAGRAM, Network
from tanggap.channels._social_sending import Account

INSTAGRAM_GRAPH = "https://graph.instagram.com"
_REPLY = "id,text,timestamp,from,username,hidden"


class Instagram(SocialChannel):
    kind: ClassVar[str] = "instagram"
    label: ClassVar[str] = "Instagram"
    address_label: ClassVar[str] = "Nama akun Instagram"
    public_shape: ClassVar[PublicShape] = "account"
    abilities: ClassVar[Abilities] = replace(ABILITIES)
    network: ClassVar[Network] = INSTAGRAM
    default_graph: ClassVar[str] = INSTAGRAM_GRAPH
    comment_fields: ClassVar[str] = "id,text"
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "account_id",
            "Instagram account ID",
            help="Angka 17841… di Meta for Developers → Instagram → API setup.",
        ),
        APP_SECRET,
        VERIFY_TOKEN,
        SettingField(
            "access_token",
            "Access token",
            is_secret=True,
            help="Token akun ini dengan izin mengelola pesan dan komentar.",
        ),
        SettingField(
            "token_until",
            "Token berlaku sampai",
            is_required=False,
            help="Token Instagram login habis sesudah 60 hari dan Meta tidak menyebut kapan: tulis "
            "tanggalnya, misalnya 21/01/2027. Tanggap mengingatkan seminggu sebelumnya.",
        ),
        SettingField(
            "username",
            "Nama pengguna",
            is_required=False,
            help="Tanpa @. Dengan nama ini komentar puskesmas sendiri dikenali.",
        ),
        SettingField(
            "page_id",
            "Page ID",
            is_required=False,
            help="Hanya bila tokennya milik halaman Facebook yang terhubung dengan akun ini.",
        ),
        HUMAN_AGENT,
        APP_SECRET_NEXT,
        GRAPH_URL,
    )

    def account(self, settings: Settings) -> str:
        return settings.get("account_id", "")

    def own_name(self, settings: Settings) -> str:
        return settings.get("username", "").lstrip("@")

    def base(self, settings: Settings) -> str:
        default = GRAPH if settings.get("page_id") else INSTAGRAM_GRAPH
        return f"{graph_of(settings, default)}/{VERSION}"

    def asking(self, settings: Settings) -> Asking:
        account = self.account(settings)
        replies = f"replies.limit({COMMENTS}){{{_REPLY}}}"
        comments = f"comments.limit({COMMENTS}){{{_REPLY},{replies}}}"
        return Asking(
            self.base(settings),
            settings.get("access_token", ""),
            chats_of=settings.get("page_id") or account,
            platform="instagram",
            posts=f"{account}/media",
            post_fields=f"id,timestamp,permalink,{comments}",
        )

    def speaking(self, settings: Settings) -> Account:
        return Account(
            self.base(settings),
            settings.get("page_id") or self.account(settings),
            settings.get("access_token", ""),
            self.network.kind,
            public_path="replies",
            mentions_path="mentions",
            human_agent=settings.get("human_agent") == TICKED,
            longest_bytes=1000,
            name="Instagram",
        )

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            "Di Meta for Developers → aplikasi Anda → Instagram → Webhooks:\n"
            f"1. Callback URL: {hook_url}\n"
            "2. Verify token: yang Anda isi di setelan saluran ini; tekan «Verify and save».\n"
            "3. Pilih (Subscribe) «messages», «message_edit», «message_reactions», "
            "«messaging_postbacks», «messaging_seen», «comments», dan «mentions».\n"
            "4. Di Instagram: Pengaturan → Pesan → Alat terhubung: izinkan akses ke pesan.\n"
            "5. Pastikan aplikasi berstatus Live. Dua akun pada satu aplikasi memakai alamat yang "
            "sama: buka satu saluran untuk tiap akun, isikan di Meta cukup satu alamat."
        )
