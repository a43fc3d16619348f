"""SMS by an Android handphone with the app SMSGate (capcom6, Apache-2.0).

Sources: its OpenAPI file and the app's own code (July 2026). The app signs what it posts
with the time of posting, and repeats for about two days what was not answered 2xx. Messages
of which no call came (the app was killed by Android) are found by asking for its inbox.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlencode
from uuid import uuid4

from tanggap.channels._address import MUST_BE_SAFE, is_safe
from tanggap.channels._contract import (
    UNREACHABLE,
    Abilities,
    Admission,
    Awaited,
    Channel,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    HttpAnswer,
    MediaRef,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    SettingField,
    Settings,
    SignOfLife,
    TooLarge,
    Unreachable,
    Unreadable,
)
from tanggap.channels._json import (
    UNKNOWN_TIME,
    as_dict,
    as_list,
    digest,
    parsed,
    text_of,
    time_of,
)
from tanggap.channels._meta import unreached
from tanggap.channels._sms_gate_reading import QUIET, listed, time_in, told
from tanggap.channels._sms_text import sms_wording

CLOUD = "https://api.sms-gate.app/3rdparty/v1"
SKEW = timedelta(minutes=5)
LOOK_BACK = timedelta(days=2)
LOOK_AHEAD = timedelta(days=1)  # an SMS bears the operator's time or the handphone's, right or not
_PAGE, _MOST_PAGES = 200, 20
_EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "mms:downloaded",
           "system:ping")  # fmt: skip


class SmsGate(Channel):
    kind: ClassVar[str] = "sms_gate"
    label: ClassVar[str] = "SMS lewat HP Android (SMSGate)"
    address_label: ClassVar[str] = "Nomor HP"
    public_name: ClassVar[str] = "SMS"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        has_hook=True,
        longest_text=1530,
        polls_every=timedelta(minutes=5),
        counts_sms=True,
    )
    refused_hint: ClassVar[str] = (
        "tanda tangannya tidak cocok, atau jam HP dan jam komputer berselisih lebih dari 5 menit"
    )
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "base_url",
            "Alamat API",
            default=CLOUD,
            help="Mode Cloud: biarkan. Mode Local: alamat yang tampil di aplikasi, misalnya "
            "http://192.168.1.20:8080.",
        ),
        SettingField("username", "Username", help="Tampil di halaman utama aplikasi SMSGate."),
        SettingField("password", "Password", is_secret=True),
        SettingField(
            "signing_key",
            "Signing key",
            is_secret=True,
            help="Aplikasi SMSGate → Settings → Webhooks → Signing Key.",
        ),
        SettingField(
            "device_id", "Device ID", is_required=False, help="Bila satu akun dipakai beberapa HP."
        ),
        SettingField(
            "sim",
            "Kartu SIM untuk mengirim",
            is_required=False,
            choices=(("1", "SIM 1"), ("2", "SIM 2"), ("3", "SIM 3")),
        ),
    )

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        if settings.get("base_url") and not is_safe(settings["base_url"]):
            found["base_url"] = f"Alamat API {MUST_BE_SAFE}"
        if len(settings.get("device_id", "")) > 21:
            found["device_id"] = "Device ID paling panjang 21 huruf; salin dari aplikasi."
        return found

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        """Believe what is signed with the key and was posted within five minutes of now."""
        if request.method != "POST":
            return Admission(405, keep=False)
        stamp = request.headers.get("x-timestamp", "")
        claimed = request.headers.get("x-signature", "").lower()
        expected = signature(request.body, stamp, settings.get("signing_key", ""))
        is_ours = bool(settings.get("signing_key")) and hmac.compare_digest(
            claimed.encode("utf-8", "replace"), expected.encode()
        )
        if not is_ours or abs(time_of(stamp) - now) > SKEW:
            return Admission(401, keep=False, refused=True)
        return Admission(200)

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        try:
            whole = parsed(request.body)
        except ValueError:
            return [Unreadable(digest(request.body.hex()), "Isinya bukan JSON.")]
        if request.method == "POLL":
            return [listed(item) for item in as_list(as_dict(whole).get("inbox"))]
        found = list(told(as_dict(whole), request.headers))
        return found or [Unreadable(digest(whole), "Kabar dari SMSGate tidak dikenal.")]

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Have the app look through its inbox, list the last two days, and hear how it is.

        The list is kept only when it differs from the last one; its messages have the keys
        that their own calls gave them.
        """
        period = {"since": _iso(now - LOOK_BACK), "until": _iso(now + LOOK_AHEAD)}
        device = {"deviceId": settings["device_id"]} if settings.get("device_id") else {}
        try:
            wish = json.dumps(period | {"triggerWebhooks": False} | device).encode()
            _call("POST", "/inbox/refresh", settings, ports, wish)
            found = _inbox(settings, ports, now, device)
            sign = _sign(settings, ports, now)
        except (Unreachable, NoAnswer):
            return Failure(
                FailureKind.RETRY, UNREACHABLE, "SMSGate tidak menjawab. Periksa HP-nya."
            )
        if isinstance(found, Failure):
            return found
        seen = digest(found)
        if not found or seen == cursor:
            return Polled(cursor=cursor, sign=sign)
        body = json.dumps({"inbox": found}).encode()
        return Polled([Request("POLL", "", {}, body)], seen, sign)

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        number = next((one.value for one in outgoing.to if one.kind == "phone"), "")
        if not number:
            return Failure(FailureKind.GIVE_UP, "address", "Orang ini tidak punya nomor HP.")
        try:
            taken = _post(outgoing.key, number, outgoing.text, settings, ports)
            if taken.status_code == 409 and _has_failed(outgoing.key, settings, ports):
                again = str(uuid4())  # a person wants it tried once more, after it had failed
                taken = _post(again, number, outgoing.text, settings, ports)
                return _outcome(taken, again)
        except Unreachable:
            return unreached()
        except NoAnswer:  # the same id is never sent twice by the app: asking again is safe
            return Failure(FailureKind.RETRY, "no answer", "SMSGate belum menjawab; dicoba lagi.")
        return _outcome(taken, outgoing.key)

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        message, _, part = media.key.rpartition("/")
        path = f"/inbox/{quote(message, safe='')}/attachments/{quote(part, safe='')}"
        try:
            answer = _call("GET", path, settings, ports)
        except (Unreachable, NoAnswer):
            return unreached()
        except TooLarge:
            return Failure(FailureKind.GIVE_UP, "size", "Berkas lebih besar dari 100 MB.")
        if answer.status_code == 200:
            return FetchedMedia(answer.content, media.mime, media.file_name)
        return Failure(FailureKind.RETRY, f"http {answer.status_code}", "Berkas belum ada di HP.")

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            "1. Di aplikasi SMSGate aktifkan Cloud Server (atau Local Server), lalu Settings → "
            "Webhooks: salin Signing Key ke setelan saluran ini.\n"
            "2. Settings → Ping: nyalakan, jeda 5 menit. Dengan itu HP yang mati segera terlihat.\n"
            f"3. Daftarkan alamat {hook_url} untuk tiap kabar, dengan perintah di bawah ini.\n"
            "4. Di Android: matikan penghematan baterai untuk SMSGate, izinkan berjalan di latar "
            "belakang, dan biarkan HP tercolok."
        )

    def setup_paste(self, hook_url: str, settings: Settings) -> str:
        base = settings.get("base_url", CLOUD).rstrip("/")
        user = settings.get("username", "USERNAME")
        call = f"curl -u '{user}' -H 'Content-Type: application/json' {base}/webhooks -d"
        hooks = [
            {"id": _webhook_id(hook_url, event), "url": hook_url, "event": event}
            for event in _EVENTS
        ]
        return "".join(f"{call} '{json.dumps(hook)}'\n" for hook in hooks)


def signature(body: bytes, stamp: str, key: str) -> str:
    """Return what the app puts into ``X-Signature``: of the body with the time behind it."""
    signed = body + stamp.encode("utf-8", "replace")
    return hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


def _webhook_id(hook_url: str, event: str) -> str:
    """Return the same id each time, so that registering twice is one webhook."""
    return "tanggap-" + hashlib.sha256(f"{hook_url} {event}".encode()).hexdigest()[:12]


# ---------------------------------------------------------------- calls to the app


def _call(
    method: str, path: str, settings: Settings, ports: Ports, content: bytes = b""
) -> HttpAnswer:
    account = f"{settings.get('username', '')}:{settings.get('password', '')}"
    headers = {"Authorization": "Basic " + base64.b64encode(account.encode()).decode()}
    if content:
        headers["Content-Type"] = "application/json"
    base = settings.get("base_url", CLOUD).rstrip("/")
    return ports.http.call(method, base + path, headers=headers, content=content)


def _post(key: str, number: str, text: str, settings: Settings, ports: Ports) -> HttpAnswer:
    body: dict[str, Any] = {
        "id": key,
        "phoneNumbers": [number],
        "textMessage": {"text": sms_wording(text)},
        "withDeliveryReport": True,
    }
    if settings.get("sim"):
        body["simNumber"] = int(settings["sim"])
    if settings.get("device_id"):
        body["deviceId"] = settings["device_id"]
    return _call("POST", "/messages", settings, ports, json.dumps(body).encode())


def _has_failed(key: str, settings: Settings, ports: Ports) -> bool:
    answer = _call("GET", f"/messages/{key}", settings, ports)
    try:
        return answer.status_code == 200 and as_dict(answer.json()).get("state") == "Failed"
    except ValueError:
        return False


def _outcome(answer: HttpAnswer, key: str) -> Sent | Failure:
    status = answer.status_code
    code = f"http {status}"
    if status in (200, 201, 202, 409):
        return Sent(key)
    if status in (401, 403):
        return Failure(FailureKind.MEND_SETTINGS, code, _REFUSED)
    if status in (404, 405):
        return Failure(FailureKind.MEND_SETTINGS, code, "Alamat API SMSGate tidak cocok. Periksa.")
    if 400 <= status < 500 and status != 429:
        return Failure(FailureKind.GIVE_UP, code, "SMSGate menolak SMS ini. Periksa nomornya.")
    return Failure(FailureKind.RETRY, code, "SMSGate sedang tidak siap; dicoba lagi.")


_REFUSED = "SMSGate menolak username atau password. Salin lagi dari aplikasinya."


def _inbox(
    settings: Settings, ports: Ports, now: datetime, device: Mapping[str, str]
) -> list[dict[str, Any]] | Failure:
    found: list[dict[str, Any]] = []
    for page in range(_MOST_PAGES):
        query = {
            "type": "SMS", "limit": _PAGE, "offset": page * _PAGE,
            "from": _iso(now - LOOK_BACK), "to": _iso(now + LOOK_AHEAD), **device,
        }  # fmt: skip
        answer = _call("GET", f"/inbox?{urlencode(query)}", settings, ports)
        if answer.status_code in (401, 403):
            return Failure(FailureKind.MEND_SETTINGS, f"http {answer.status_code}", _REFUSED)
        if answer.status_code in (404, 501):  # an older app, or a server without an inbox
            return []
        try:
            items = as_list(answer.json()) if answer.status_code == 200 else None
        except ValueError:
            items = None
        if items is None:
            return Failure(FailureKind.RETRY, f"http {answer.status_code}", "SMSGate terganggu.")
        found += [as_dict(item) for item in items]
        if len(items) < _PAGE:
            break
    return sorted(found, key=lambda item: (text_of(item.get("createdAt")), text_of(item.get("id"))))


def _sign(settings: Settings, ports: Ports, now: datetime) -> SignOfLife:
    """Return when the handphone was last seen: by the cloud, or just now by ourselves."""
    is_cloud = "/3rdparty/" in settings.get("base_url", CLOUD)
    answer = _call("GET", "/devices" if is_cloud else "/device", settings, ports)
    try:
        devices = [as_dict(one) for one in as_list(answer.json())]
    except ValueError:
        devices = []
    wanted = settings.get("device_id")
    ours = [one for one in devices if not wanted or one.get("id") == wanted]
    if not ours:
        return SignOfLife(None, trouble="SMSGate tidak mengenal HP ini. Periksa Device ID.")
    seen = max(time_in(one.get("lastSeen")) for one in ours)
    names = ", ".join(text_of(one.get("name")) for one in ours)[:80]
    return SignOfLife(now if seen == UNKNOWN_TIME else min(seen, now), QUIET, (("HP", names),))


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
