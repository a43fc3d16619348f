"""SMS by an aggregator through Kannel: its sms-service calls us, we call its sendsms.

Source: Kannel 1.4.5 User's Guide (sms-service, sendsms-user, delivery reports), and what
the real ``bearerbox`` and ``smsbox`` did. Kannel signs nothing: the secret in the hook's
path is what admits a call. It repeats a call that was not answered 2xx as often as
``http-request-retry`` says, under the same ``%I``.
"""

import codecs
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import unquote_to_bytes, urlencode, urlsplit

from defusedxml import DefusedXmlException, ElementTree

from tanggap.channels._address import MUST_BE_SAFE, is_safe
from tanggap.channels._contract import (
    UNREACHABLE,
    Abilities,
    Admission,
    Awaited,
    Channel,
    DeliverySeen,
    Event,
    Failure,
    FailureKind,
    HttpAnswer,
    MessageKind,
    MessageSeen,
    NoAnswer,
    Outgoing,
    Party,
    Polled,
    Ports,
    Request,
    Sent,
    SettingField,
    Settings,
    SignOfLife,
    Unreachable,
    Unreadable,
)
from tanggap.channels._json import digest, key_of, storable, time_of
from tanggap.channels._meta import unreached
from tanggap.channels._phone import from_network
from tanggap.channels._sms_text import GSM7, Place, alphabet_of, join, place_in, sms_wording

_WHEREABOUTS = "from=%p&to=%P&text=%b&coding=%c&charset=%C&id=%I&smsc=%i&at=%T&udh=%u"
_REPORT = "dlr=%d&at=%T&answer=%A"
_BINARY, _UNICODE = "1", "2"
_QUIET = timedelta(minutes=5)
_STATES = {"1": "delivered", "2": "failed", "8": "sent", "16": "failed"}
_UNDELIVERED = (
    "SMS tidak sampai: HP mati terlalu lama, nomor tidak aktif, atau tidak terjangkau. "
    "Coba lagi nanti, atau hubungi dengan cara lain."
)
_REFUSED = "Operator menolak SMS ini. Periksa nomornya, atau hubungi dengan cara lain."


class SmsKannel(Channel):
    kind: ClassVar[str] = "sms_kannel"
    label: ClassVar[str] = "SMS lewat Kannel (agregator)"
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
    refused_hint: ClassVar[str] = "bukan panggilan Kannel"
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField(
            "sendsms_url",
            "Alamat sendsms Kannel",
            default="http://127.0.0.1:13013/cgi-bin/sendsms",
            help="Dari kelompok smsbox di kannel.conf: sendsms-port, dan alamat komputernya.",
        ),
        SettingField(
            "username", "Nama pengguna sendsms", help="Dari kelompok sendsms-user di kannel.conf."
        ),
        SettingField("password", "Kata sandi sendsms", is_secret=True),
        SettingField(
            "tanggap_url",
            "Alamat Tanggap dilihat dari Kannel",
            default="http://127.0.0.1:8000",
            help="Ke alamat ini Kannel menyampaikan SMS masuk dan kabar pengiriman. Biarkan bila "
            "Kannel ada di komputer yang sama.",
        ),
        SettingField(
            "sender",
            "Nomor pengirim",
            is_required=False,
            help="Kosongkan bila sudah ada global-sender di kannel.conf. Nama (masking) tidak "
            "dapat dibalas warga.",
        ),
        SettingField(
            "smsc",
            "smsc-id",
            is_required=False,
            help="Hanya bila Kannel melayani beberapa operator.",
        ),
        SettingField(
            "status_url",
            "Alamat status Kannel",
            is_required=False,
            help="Misalnya http://127.0.0.1:13000/status.xml (admin-port). Dengan ini terlihat "
            "segera bila Kannel atau operator terputus.",
        ),
        SettingField(
            "status_password",
            "Kata sandi status (status-password)",
            is_secret=True,
            is_required=False,
        ),
    )

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        for name in ("sendsms_url", "tanggap_url", "status_url"):
            label = next(field.label for field in self.fields if field.name == name)
            if settings.get(name) and not is_safe(settings[name]):
                found.setdefault(name, f"{label} {MUST_BE_SAFE}")
        for name in ("sender", "smsc", "username", "password"):
            if not all(" " < sign <= "~" for sign in settings.get(name, "")):
                found[name] = "Hanya huruf, angka, dan tanda biasa, tanpa spasi."
        return found

    def verify(self, request: Request, settings: Settings, now: datetime) -> Admission:
        """Keep whatever is called with; a call with nothing in it holds nothing to keep."""
        if request.method not in ("GET", "POST"):
            return Admission(405, keep=False)
        if not request.query and not request.body:
            return Admission(400, keep=False)
        return Admission(200)

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        asked = _asked(request.query)
        if asked.get("dlr"):
            return [_report(asked)]
        if not asked.get("from"):
            return [Unreadable(digest([request.query, request.body.hex()]), _NO_SENDER)]
        return [_message(asked, request)]

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Look whether Kannel runs and is bound to the operator; it brings no messages."""
        if not settings.get("status_url"):
            return Polled(sign=SignOfLife(None))
        query = urlencode({"password": settings.get("status_password", "")})
        try:
            answer = ports.http.get(f"{settings['status_url']}?{query}", headers={})
        except (Unreachable, NoAnswer):
            return Failure(FailureKind.RETRY, UNREACHABLE, "Kannel tidak menjawab. Nyalakan lagi.")
        return Polled(sign=_sign(answer, now))

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        number = next((one.value for one in outgoing.to if one.kind == "phone"), "")
        if not number:
            return Failure(FailureKind.GIVE_UP, "address", "Orang ini tidak punya nomor HP.")
        # A number of its own for every try: a late report of an earlier one is not this one's.
        reference = f"{outgoing.key}.{secrets.token_hex(4)}"
        text = sms_wording(outgoing.text)
        try:
            answer = ports.http.call(
                "POST",
                settings.get("sendsms_url", ""),
                headers=_headers(number, text, reference, outgoing.hook_url, settings),
                content=text.encode(),
            )
        except Unreachable:
            return unreached()
        except NoAnswer:
            return Failure(FailureKind.UNSURE, "no answer", "Jawaban Kannel tidak diterima.")
        return Sent(reference) if answer.status_code == 202 else _failure(answer)

    def told_hook(self, hook_url: str, settings: Settings) -> str:
        return _near(hook_url, settings)

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            f"Alamat hook {_near(hook_url, settings)} sudah ada di bagian di bawah ini.\n"
            "1. Salin bagian di bawah ini ke akhir kannel.conf, didahului satu baris kosong.\n"
            "2. Di kelompok smsbox isi http-request-retry = 1000 dan http-queue-delay = 30. "
            "Tanpa itu SMS yang datang saat komputer ini mati hilang.\n"
            "3. Di kelompok core isi store-type = spool dan store-location.\n"
            "4. Di /etc/default/kannel isi START_SMSBOX=1 (Debian tidak menyalakannya), nyalakan "
            "ulang Kannel, lalu kirim SMS percobaan."
        )

    def setup_paste(self, hook_url: str, settings: Settings) -> str:
        """Return the sms-service that calls us; with it the citizen gets no answer by itself."""
        return (
            "group = sms-service\n"
            "keyword = default\n"
            "catch-all = true\n"
            "concatenation = true\n"
            "max-messages = 0\n"
            "omit-empty = true\n"
            f'get-url = "{_near(hook_url, settings)}?{_WHEREABOUTS}"\n'
        )


_NO_SENDER = "Panggilan Kannel tanpa nomor pengirim. Periksa get-url di kannel.conf."


def _near(hook_url: str, settings: Settings) -> str:
    """Return the hook under the address by which Kannel reaches us."""
    own = settings.get("tanggap_url", "").rstrip("/")
    return own + urlsplit(hook_url).path if own else hook_url


def _headers(
    number: str, text: str, reference: str, hook_url: str, settings: Settings
) -> dict[str, str]:
    """Return what goes beside the words: in headers, so that no access log holds them."""
    report = f"{_near(hook_url, settings)}?{urlencode({'ref': reference})}&{_REPORT}"
    made = {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Kannel-Username": settings.get("username", ""),
        "X-Kannel-Password": settings.get("password", ""),
        "X-Kannel-From": settings.get("sender", ""),
        "X-Kannel-To": number,
        "X-Kannel-SMSC": settings.get("smsc", ""),
        "X-Kannel-Coding": "0" if alphabet_of(text) == GSM7 else _UNICODE,
        "X-Kannel-DLR-Mask": "27",  # delivered, not delivered, taken and refused by the SMSC
        "X-Kannel-DLR-URL": report if hook_url else "",
    }
    return {name: value for name, value in made.items() if value}


def _failure(answer: HttpAnswer) -> Failure:
    status, words = answer.status_code, answer.content[:200].decode("utf-8", "replace")
    code = f"http {status}"
    if status == 503:
        return Failure(FailureKind.RETRY, code, "Kannel sedang tidak siap; dicoba lagi.")
    if status == 403:
        return Failure(
            FailureKind.MEND_SETTINGS,
            code,
            "Kannel menolak nama atau kata sandi sendsms. Samakan dengan kelompok sendsms-user.",
        )
    if "ender missing" in words:
        return Failure(FailureKind.MEND_SETTINGS, code, "Isi nomor pengirim di setelan saluran.")
    if status in (301, 302, 307, 308, 404, 405):
        return Failure(FailureKind.MEND_SETTINGS, code, "Alamat sendsms tidak cocok. Periksa.")
    if status >= 500:
        return Failure(FailureKind.UNSURE, code, "Kannel menjawab dengan kesalahan.")
    return Failure(FailureKind.GIVE_UP, code, "Kannel menolak SMS ini. Periksa nomor tujuannya.")


def _sign(answer: HttpAnswer, now: datetime) -> SignOfLife:
    """Return what Kannel says of its links to operators (status.xml of 1.4.5)."""
    try:
        links = list(ElementTree.fromstring(answer.content).iterfind("smscs/smsc"))
    except (ElementTree.ParseError, DefusedXmlException, LookupError, ValueError):
        return SignOfLife(None, trouble="Halaman status Kannel tidak terbaca. Periksa alamatnya.")
    if not links:
        return SignOfLife(None, trouble="Kata sandi status salah, atau Kannel tanpa operator.")
    states = [(one.findtext("id") or "?", one.findtext("status") or "?") for one in links]
    facts = tuple((f"Operator {name[:30]}", state[:60]) for name, state in states)
    waiting = sum(int(one.findtext("queued") or 0) for one in links)
    facts += (("Menunggu di Kannel", f"{waiting} SMS"),)
    if not any(state.startswith("online") for _, state in states):
        return SignOfLife(None, _QUIET, facts, "Kannel berjalan, tetapi operator terputus.")
    return SignOfLife(now, _QUIET, facts)


# ---------------------------------------------------------------- what Kannel calls with


def _asked(query: str) -> dict[str, str]:
    """Return the parameters; the text in the charset that Kannel names beside it."""
    raw: dict[str, bytes] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        raw.setdefault(name, unquote_to_bytes(value.replace("+", " ")))
    asked = {name: storable(value.decode("utf-8", "replace")) for name, value in raw.items()}
    asked["text"] = storable(_in_charset(_mended(raw.get("text", b"")), asked))
    asked["udh"] = raw.get("udh", b"").hex()
    return asked


# With «alt-charset = GSM» Kannel 1.4.5 hands these on as they came from the air.
_ESCAPED = {
    b"\x1be": "€", b"\x1b<": "[", b"\x1b>": "]", b"\x1b=": "~", b"\x1b(": "{", b"\x1b)": "}",
    b"\x1b/": "\\", b"\x1b@": "|", b"\x1b\x14": "^", b"\x00": "@", b"\x02": "$", b"\x11": "_",
}  # fmt: skip


def _mended(words: bytes) -> bytes:
    """Put back signs of the GSM alphabet that were not recoded; none of them is a UTF-8 text."""
    if b"\x1b" in words:  # without one a zero may as well be half of a UTF-16 letter
        for raw, sign in _ESCAPED.items():
            words = words.replace(raw, sign.encode())
    return words


def _in_charset(words: bytes, asked: Mapping[str, str]) -> str:
    charset = asked.get("charset", "") or "UTF-8"
    if asked.get("coding") == _UNICODE and not asked.get("charset"):
        charset = "UTF-16BE"
    try:
        codecs.lookup(charset)
        return words.decode(charset, "replace")
    except (LookupError, ValueError, UnicodeError):
        return words.decode("utf-8", "replace")


def _message(asked: Mapping[str, str], request: Request) -> Event:
    key = key_of(asked.get("id", ""), [request.query, request.body.hex()])
    sender = from_network(asked["from"])
    if sender is None:
        return Unreadable(key, _NO_SENDER)
    is_binary = asked.get("coding") == _BINARY
    text, place = asked["text"] or _body_text(request), place_in(asked["udh"])
    return MessageSeen(
        key=key,
        party=Party((sender,)),
        sent_at=time_of(asked.get("at", "")),
        kind=MessageKind.UNSUPPORTED if is_binary else MessageKind.TEXT,
        text="(SMS berisi data, bukan tulisan)" if is_binary else _with_gap(text, place),
        is_incomplete=place is not None and place.total > 1,
    )


def _body_text(request: Request) -> str:
    """Return the words where the configuration says ``post-url`` and leaves out ``%b``."""
    return storable(request.body.decode("utf-8", "replace")).strip()


def _with_gap(text: str, place: Place | None) -> str:
    """Return ``text``; of a part whose others did not come, with a sign where they belong."""
    return join(place.total, [(place.number, text)]).text if place else text


def _report(asked: Mapping[str, str]) -> Event:
    reference, status = asked.get("ref", ""), asked["dlr"]
    state = _STATES.get(status)
    if not reference or state is None:
        return Unreadable(digest(dict(asked)), f"Kabar pengiriman {status[:10]} tidak dikenal.")
    failure = None
    if state == "failed":
        code = f"dlr {status} {asked.get('answer', '')}"[:40].strip()
        advice = _UNDELIVERED if status == "2" else _REFUSED
        failure = Failure(FailureKind.GIVE_UP, code, advice)
    own_key = reference.partition(".")[0]
    at = time_of(asked.get("at", ""))
    return DeliverySeen(reference[:200], state, at, own_key[:60], failure)  # type: ignore[arg-type]
