"""WhatsApp Cloud API: Meta's official door for a business number, also in coexistence.

Sources: Meta's Cloud API reference and changelog as of August 2026. What comes in is
read in ``_whatsapp_reading``; errors and files are those of all of Meta (``_meta``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from tanggap.channels._contract import (
    Abilities,
    Admission,
    Awaited,
    Channel,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    MediaRef,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    SettingField,
    Settings,
    Unreachable,
)
from tanggap.channels._json import as_dict, as_list, text_of
from tanggap.channels._meta import (
    APP_SECRET_NEXT,
    GRAPH_URL,
    VERSION,
    admitted,
    asked,
    failure_of_answer,
    fetch_file,
    file_failure,
    graph_of,
    is_safe_graph,
    unreached,
)
from tanggap.channels._whatsapp_account import ASKED_EVERY, look
from tanggap.channels._whatsapp_reading import events_of


class WhatsApp(Channel):
    kind: ClassVar[str] = "whatsapp"
    label: ClassVar[str] = "WhatsApp resmi (Cloud API)"
    address_label: ClassVar[str] = "Nomor WhatsApp"
    public_name: ClassVar[str] = "WhatsApp"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        has_hook=True,
        longest_text=4096,
        answer_window=timedelta(hours=24),
        polls_every=ASKED_EVERY,
        takes_templates=True,
    )
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "phone_number_id",
            "Phone number ID",
            help="Angka dari Meta (WhatsApp → API Setup), bukan nomor teleponnya.",
        ),
        SettingField(
            "app_secret",
            "App secret",
            is_secret=True,
            help="Meta for Developers → App settings → Basic → App secret.",
        ),
        SettingField(
            "verify_token",
            "Verify token",
            is_secret=True,
            help="Kata sandi karangan sendiri; isikan yang sama di Meta → Webhooks.",
        ),
        SettingField(
            "access_token",
            "Access token",
            is_secret=True,
            help="Token tetap milik system user, dengan izin whatsapp_business_messaging.",
        ),
        SettingField("waba_id", "WhatsApp Business Account ID", is_required=False),
        APP_SECRET_NEXT,
        GRAPH_URL,
    )

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        number = settings.get("phone_number_id", "").strip()
        if number and not (number.isascii() and number.isdigit()):
            found["phone_number_id"] = (
                "Phone number ID hanya angka, seperti tertulis di Meta → API Setup."
            )
        if settings.get("graph_url") and not is_safe_graph(settings["graph_url"]):
            found["graph_url"] = "Alamat Graph API harus https://, atau http:// di komputer ini."
        return found

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        return admitted(request, settings)

    def account(self, settings: Settings) -> str:
        return settings.get("phone_number_id", "")

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        return events_of(request.body, settings.get("phone_number_id", ""))

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Bring no messages, which Meta posts by itself: only how the account stands."""
        return look(f"{graph_of(settings)}/{VERSION}", settings, ports, now)

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        address = _address(outgoing)
        if address is None:
            return Failure(FailureKind.GIVE_UP, "address", "Orang ini tidak punya nomor WhatsApp.")
        url = f"{graph_of(settings)}/{VERSION}/{settings.get('phone_number_id', '')}/messages"
        headers = {"Authorization": f"Bearer {settings.get('access_token', '')}"}
        try:
            answer = ports.http.post(url, json=_payload(outgoing, address), headers=headers)
        except Unreachable:
            return unreached()
        except NoAnswer:
            return Failure(FailureKind.UNSURE, "no answer", "Jawaban dari Meta tidak diterima.")
        if answer.status_code != 200:
            return failure_of_answer(answer)
        return _sent(answer.json)

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        """Ask for the file's address anew each time: it is good for five minutes only."""
        graph, token = graph_of(settings), settings.get("access_token", "")
        if not media.key.isalnum() or not media.key.isascii():
            return Failure(FailureKind.GIVE_UP, "id", "Nomor berkas dari Meta tidak dapat dipakai.")
        answer = asked(f"{graph}/{VERSION}/{media.key}", token, ports)
        if isinstance(answer, Failure):
            return answer
        if answer.status_code != 200:
            return file_failure(answer)
        try:
            url = text_of(as_dict(answer.json()).get("url"))
        except ValueError:
            url = ""
        return fetch_file(url, graph, token, ports)

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            "Di Meta for Developers → aplikasi Anda → WhatsApp → Configuration → Webhook:\n"
            f"1. Callback URL: {hook_url}\n"
            "2. Verify token: yang Anda isi di setelan saluran ini.\n"
            "3. Tekan «Verify and save», lalu pilih (Subscribe) «messages» dan, "
            "bila nomor ini juga dipakai di HP, «smb_message_echoes».\n"
            "4. Pastikan aplikasi berstatus Live."
        )


def _address(outgoing: Outgoing) -> tuple[str, str] | None:
    """Return field and value of the person's address: a number wins over a BSUID."""
    by_kind = {identity.kind: identity.value for identity in reversed(outgoing.to)}
    if by_kind.get("phone"):
        return "to", "+" + by_kind["phone"].lstrip("+")
    if by_kind.get("wa_bsuid"):
        return "recipient", by_kind["wa_bsuid"]
    return None


def _payload(outgoing: Outgoing, address: tuple[str, str]) -> dict[str, Any]:
    field, value = address
    payload: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        field: value,
        "biz_opaque_callback_data": outgoing.key,
    }
    if outgoing.reply_to:
        payload["context"] = {"message_id": outgoing.reply_to}
    if not outgoing.template:
        return payload | {
            "type": "text",
            "text": {"body": outgoing.text, "preview_url": False},
        }
    template: dict[str, Any] = {
        "name": outgoing.template,
        "language": {"code": outgoing.language},
    }
    if outgoing.template_fields:
        words = [{"type": "text", "text": _one_line(word)} for word in outgoing.template_fields]
        template["components"] = [{"type": "body", "parameters": words}]
    return payload | {"type": "template", "template": template}


def _one_line(text: str) -> str:
    """Meta refuses line breaks, tabs and long gaps inside a template's fields."""
    return " ".join(text.split()) or "-"


def _sent(read_json: Any) -> Sent | Failure:
    """Return the message's id from a 200; one without id went out all the same."""
    try:
        messages = as_list(as_dict(read_json()).get("messages"))
    except ValueError:
        messages = []
    key = text_of(as_dict(messages[0]).get("id")) if messages else ""
    if not key:
        return Failure(FailureKind.UNSURE, "no id", "Meta tidak menyebut nomor pesannya.")
    return Sent(key[:200])
