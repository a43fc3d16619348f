"""A Facebook page: Messenger chats, comments beneath its posts, mentions elsewhere.

What comes in is read in ``_social_reading`` and ``_social_polling``, what goes out is sent by
``_social_sending``; Instagram shares all three.
"""

from collections.abc import Sequence
from typing import ClassVar

from tanggap.channels._contract import TICKED, PublicShape, SettingField, Settings
from tanggap.channels._meta import APP_SECRET_NEXT, GRAPH, GRAPH_URL, VERSION, graph_of
from tanggap.channels._social import APP_SECRET, HUMAN_AGENT, VERIFY_TOKEN, SocialChannel
from tanggap.channels._social_polling import COMMENTS, Asking
from tanggap.channels._social_reading import FACEBOOK, Network
from tanggap.channels._social_sending import Account

_COMMENT = "id,created_time,from,message,parent{id},is_hidden,permalink_url"


class Facebook(SocialChannel):
    kind: ClassVar[str] = "facebook"
    label: ClassVar[str] = "Facebook (halaman)"
    address_label: ClassVar[str] = "Nama halaman Facebook"
    public_name: ClassVar[str] = "Facebook"
    public_shape: ClassVar[PublicShape] = "account"
    network: ClassVar[Network] = FACEBOOK
    default_graph: ClassVar[str] = GRAPH
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "page_id",
            "Page ID",
            help="Angka di halaman Facebook → Tentang → Transparansi halaman.",
        ),
        APP_SECRET,
        VERIFY_TOKEN,
        SettingField(
            "access_token",
            "Page access token",
            is_secret=True,
            help="Token tetap milik system user untuk halaman ini, dengan izin pages_messaging, "
            "pages_manage_metadata, pages_read_engagement, pages_read_user_content, dan "
            "pages_manage_engagement.",
        ),
        HUMAN_AGENT,
        APP_SECRET_NEXT,
        GRAPH_URL,
    )

    def account(self, settings: Settings) -> str:
        return settings.get("page_id", "")

    def base(self, settings: Settings) -> str:
        return f"{graph_of(settings)}/{VERSION}"

    def asking(self, settings: Settings) -> Asking:
        page = self.account(settings)
        comments = (
            f"comments.filter(stream).order(reverse_chronological).limit({COMMENTS}){{{_COMMENT}}}"
        )
        return Asking(
            self.base(settings),
            settings.get("access_token", ""),
            chats_of=page,
            platform="messenger",
            posts=f"{page}/feed",
            post_fields=f"id,created_time,from,message,permalink_url,{comments}",
        )

    def speaking(self, settings: Settings) -> Account:
        return Account(
            self.base(settings),
            self.account(settings),
            settings.get("access_token", ""),
            self.network.kind,
            public_path="comments",
            human_agent=settings.get("human_agent") == TICKED,
            own_keys=True,
            name="Facebook",
        )

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            "Di Meta for Developers → aplikasi Anda → Webhooks, pilih «Page»:\n"
            f"1. Callback URL: {hook_url}\n"
            "2. Verify token: yang Anda isi di setelan saluran ini; tekan «Verify and save».\n"
            "3. Pilih (Subscribe) «messages», «message_echoes», «message_edits», "
            "«message_reactions», «messaging_postbacks», «message_deliveries», «feed», dan "
            "«mention».\n"
            "4. Messenger → Settings: hubungkan halaman puskesmas dengan bidang yang sama.\n"
            "5. Pastikan aplikasi berstatus Live. Dua halaman pada satu aplikasi memakai alamat "
            "yang sama: buka satu saluran untuk tiap halaman, isikan di Meta cukup satu alamat."
        )
