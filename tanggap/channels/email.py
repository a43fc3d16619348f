"""E-mail: asked for by IMAP, answered by SMTP in the thread it came in.

The folder is only read (BODY.PEEK): other people and programs may use it too. UIDVALIDITY
and UID are the cursor, Message-ID is the key: a mailbox that was moved or numbered anew
brings nothing twice.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.charset import QP, Charset
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr, formatdate
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from tanggap.channels._address import is_near
from tanggap.channels._contract import (
    UNREACHABLE,
    Abilities,
    Awaited,
    Channel,
    Event,
    Failure,
    FailureKind,
    FetchedMedia,
    Mailbox,
    MailLogin,
    MailTrouble,
    MediaRef,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    PublicShape,
    Request,
    Sent,
    SettingField,
    Settings,
    SignOfLife,
    Unreachable,
    Unreadable,
)
from tanggap.channels._json import digest
from tanggap.channels._mail_reading import ADDRESS, events_in, file_in, header_words, ids_in

_SECURITY = (
    ("ssl", "SSL/TLS (biasanya 993 dan 465)"),
    ("starttls", "STARTTLS (biasanya 143 dan 587)"),
    ("plain", "Tanpa sandi (hanya di jaringan sendiri)"),
)
_AT_ONCE = 20
_BYTES_AT_ONCE = 20 * 1024 * 1024
LARGEST = 30 * 1024 * 1024
_LOOK_BACK = timedelta(days=30)
_QUIET = timedelta(minutes=15)
_SUBJECT = "Jawaban atas umpan balik Anda"
_MOST_REFERENCES = 10
_ID = re.compile(r"[!-~]+@[!-~]+")  # what a mail without a Message-ID is kept under has no «@»
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


class Email(Channel):
    kind: ClassVar[str] = "email"
    label: ClassVar[str] = "Surel (e-mail)"
    address_label: ClassVar[str] = "Alamat surel"
    public_name: ClassVar[str] = "Surel"
    public_shape: ClassVar[PublicShape] = "account"
    abilities: ClassVar[Abilities] = Abilities(
        receives=True,
        sends=True,
        longest_text=50_000,
        polls_every=timedelta(minutes=1),
        answers_in_thread=True,
    )
    fields: ClassVar[Sequence[SettingField]] = (
        SettingField("address", "Alamat surel puskesmas", help="Jawaban dikirim dari alamat ini."),
        SettingField("sender_name", "Nama pengirim", is_required=False, help="Nama puskesmas."),
        SettingField("imap_host", "Server IMAP", help="Misalnya imap.gmail.com."),
        SettingField("imap_port", "Porta IMAP", default="993"),
        SettingField("imap_security", "Pengamanan IMAP", default="ssl", choices=_SECURITY),
        SettingField("user", "Nama pengguna", help="Biasanya alamat surel itu sendiri."),
        SettingField(
            "password",
            "Kata sandi",
            is_secret=True,
            help="Di Gmail: sandi aplikasi, bukan kata sandi akun.",
        ),
        SettingField("folder", "Folder", default="INBOX"),
        SettingField(
            "days_back",
            "Surel lama yang ikut diambil (hari)",
            default="7",
            help="Hanya saat pertama kali. 0: mulai dari surel yang datang sesudah ini.",
        ),
        SettingField("smtp_host", "Server SMTP", help="Misalnya smtp.gmail.com."),
        SettingField("smtp_port", "Porta SMTP", default="465"),
        SettingField("smtp_security", "Pengamanan SMTP", default="ssl", choices=_SECURITY),
        SettingField(
            "smtp_user",
            "Nama pengguna SMTP",
            is_required=False,
            help="Kosongkan bila sama dengan IMAP. Tulis «-» bila SMTP tanpa nama pengguna.",
        ),
        SettingField(
            "smtp_password",
            "Kata sandi SMTP",
            is_secret=True,
            is_required=False,
            help="Kosongkan bila sama dengan IMAP.",
        ),
    )

    def problems(self, settings: Settings) -> Mapping[str, str]:
        found = dict(super().problems(settings))
        if settings.get("address") and not ADDRESS.fullmatch(settings["address"].strip()):
            found.setdefault("address", "Alamat surel tidak terbaca. Tulis seperti nama@contoh.id.")
        for name in ("imap_port", "smtp_port", "days_back"):
            value = settings.get(name, "").strip()
            if value and not (value.isascii() and value.isdigit() and int(value[:6]) < 65_536):
                found.setdefault(name, "Isi dengan angka saja.")
        for side in ("imap", "smtp"):
            host = settings.get(f"{side}_host", "").strip()
            if settings.get(f"{side}_security") == "plain" and host and not is_near(host):
                found.setdefault(
                    f"{side}_security",
                    "Tanpa sandi hanya untuk server di komputer ini atau di jaringan sendiri.",
                )
        return found

    def read(self, request: Request, settings: Settings) -> Sequence[Event]:
        place = request.headers.get("place", "")
        written = request.headers.get("received", "")
        try:
            received_at = datetime.fromisoformat(written) if written else None
            return events_in(
                request.body,
                place,
                received_at,
                settings.get("address", ""),
                is_whole=request.headers.get("whole", "1") == "1",
            )
        except RecursionError:
            reason = "Surel ini bersarang terlalu dalam. Buka di kotak surat puskesmas."
            return [Unreadable(digest(request.body.hex()), reason)]

    def poll(
        self,
        cursor: str,
        awaited: Sequence[Awaited],
        settings: Settings,
        ports: Ports,
        now: datetime,
    ) -> Polled | Failure:
        """Bring the mails behind ``cursor`` (``UIDVALIDITY:UID``), oldest first."""
        try:
            with ports.mail.open(_imap(settings), settings.get("folder") or "INBOX") as box:
                return _looked(box, cursor, settings, now)
        except Unreachable:
            return Failure(
                FailureKind.RETRY, UNREACHABLE, "Server IMAP tidak terjangkau; dicoba lagi."
            )
        except NoAnswer:
            return Failure(FailureKind.RETRY, "no answer", "Server IMAP terputus; dicoba lagi.")
        except MailTrouble as trouble:
            return Failure(FailureKind.MEND_SETTINGS, trouble.what, _advice(trouble, "IMAP"))

    def send(self, outgoing: Outgoing, settings: Settings, ports: Ports) -> Sent | Failure:
        address = next((one.value for one in outgoing.to if one.kind == "email"), "")
        if not ADDRESS.fullmatch(address) or not address.isascii():
            return Failure(FailureKind.GIVE_UP, "address", "Orang ini tidak punya alamat surel.")
        own = settings.get("address", "").strip()
        message_id = f"{outgoing.key}@{own.rpartition('@')[2].lower()}"
        mail = _written(outgoing, settings, own, address, message_id)
        _thread(mail, outgoing.reply_to, settings, ports)
        try:
            ports.mail.send(
                _smtp(settings), own, address, mail.as_bytes(policy=compat32.clone(linesep="\r\n"))
            )
        except Unreachable:
            return Failure(
                FailureKind.RETRY, UNREACHABLE, "Server SMTP tidak terjangkau; dicoba lagi."
            )
        except NoAnswer:
            return Failure(FailureKind.UNSURE, "no answer", "Jawaban server SMTP tidak diterima.")
        except MailTrouble as trouble:
            return _refusal(trouble)
        return Sent(message_id)

    def fetch(self, media: MediaRef, settings: Settings, ports: Ports) -> FetchedMedia | Failure:
        """Bring a file out of the mailbox, also where the mail has got another number since."""
        number, message_id, place = _whereabouts(media.url)
        try:
            with ports.mail.open(_imap(settings), settings.get("folder") or "INBOX") as box:
                content = _mail_at(box, place, message_id)
        except (Unreachable, NoAnswer):
            return Failure(FailureKind.RETRY, UNREACHABLE, "Server IMAP tidak terjangkau.")
        except MailTrouble as trouble:
            return Failure(FailureKind.MEND_SETTINGS, trouble.what, _advice(trouble, "IMAP"))
        found = file_in(content, number) if content is not None else None
        if found is None:
            return Failure(FailureKind.GIVE_UP, "gone", "Surelnya sudah tidak ada di kotak surat.")
        return FetchedMedia(*found)

    def setup_hint(self, hook_url: str, settings: Settings) -> str:
        return (
            "1. Nyalakan IMAP di setelan kotak surat.\n"
            "2. Di Gmail: nyalakan verifikasi dua langkah, buat «sandi aplikasi», dan pakai itu "
            "sebagai kata sandi.\n"
            "3. Simpan, lalu kirim surel percobaan ke alamat ini; dalam satu menit ia tampak di "
            "Pilah pesan. Surel tetap belum dibaca di kotak surat."
        )


# ---------------------------------------------------------------- IMAP


def _port(settings: Settings, name: str, default: int) -> int:
    value = settings.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() else default


def _imap(settings: Settings) -> MailLogin:
    return MailLogin(
        settings.get("imap_host", "").strip(),
        _port(settings, "imap_port", 993),
        settings.get("imap_security") or "ssl",
        settings.get("user", ""),
        settings.get("password", ""),
    )


def _looked(box: Mailbox, cursor: str, settings: Settings, now: datetime) -> Polled:
    validity, _, last = cursor.partition(":")
    if validity == box.validity and last.isdigit():
        waiting, reached = box.after(int(last)), int(last)
    elif cursor:  # numbered anew: what is known already is known by its Message-ID
        waiting, reached = box.since((now - _LOOK_BACK).date()), box.last_uid
    else:
        days = _port(settings, "days_back", 7)
        waiting = box.since((now - timedelta(days=days)).date()) if days else []
        reached = box.last_uid
    requests, taken = _fetched(box, waiting)
    more = len(taken) < len(waiting)
    if taken:
        reached = taken[-1] if more else max(taken[-1], reached)
    facts = (("Surel di folder", str(box.count)),)
    return Polled(requests, f"{box.validity}:{reached}", SignOfLife(now, _QUIET, facts), more=more)


def _fetched(box: Mailbox, waiting: Sequence[int]) -> tuple[list[Request], list[int]]:
    """Return the first of ``waiting`` as calls, and which UIDs they were, gone ones too."""
    requests: list[Request] = []
    taken: list[int] = []
    size = 0
    for uid in waiting:
        if len(taken) >= _AT_ONCE or (taken and size + box.size(uid) > _BYTES_AT_ONCE):
            break
        mail = box.fetch(uid, LARGEST)
        taken.append(uid)
        if mail is None:
            continue
        size += len(mail.content)
        headers = {"place": f"{box.validity}/{uid}", "whole": "1" if mail.is_whole else "0"}
        if mail.received_at is not None:
            headers["received"] = mail.received_at.isoformat()
        requests.append(Request("POLL", "", headers, mail.content))
    return requests, taken


def _whereabouts(url: str) -> tuple[int, str, str]:
    """Return part, Message-ID and place (validity/UID) that a file's ``url`` names."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    number = asked.get("part", ["0"])[0]
    return int(number) if number.isdigit() else 0, asked.get("id", [""])[0], parts.path


def _mail_at(box: Mailbox, place: str, message_id: str) -> bytes | None:
    validity, _, uid = place.partition("/")
    uids = [int(uid)] if validity == box.validity and uid.isdigit() else []
    for one in uids or (box.with_message_id(f"<{message_id}>") if message_id else []):
        mail = box.fetch(one, LARGEST)
        if mail is not None:
            return mail.content
    return None


def _advice(trouble: MailTrouble, side: str) -> str:
    return {
        "login": f"Nama pengguna atau kata sandi {side} ditolak. Periksa; Gmail meminta sandi "
        "aplikasi.",
        "folder": "Folder itu tidak ada di kotak surat. Periksa namanya.",
        "certificate": f"Sertifikat server {side} tidak sah. Periksa nama servernya.",
        "sender": "Server SMTP menolak alamat pengirim. Samakan dengan akunnya.",
    }.get(trouble.what, f"Server {side} menolak permintaan. Periksa setelan saluran.")


# ---------------------------------------------------------------- SMTP


def _smtp(settings: Settings) -> MailLogin:
    user = settings.get("smtp_user", "").strip() or settings.get("user", "")
    return MailLogin(
        settings.get("smtp_host", "").strip(),
        _port(settings, "smtp_port", 465),
        settings.get("smtp_security") or "ssl",
        "" if user == "-" else user,
        settings.get("smtp_password", "") or settings.get("password", ""),
    )


def _written(
    outgoing: Outgoing, settings: Settings, own: str, address: str, message_id: str
) -> MIMEText:
    mail = MIMEText(outgoing.text, "plain", _QUOTED_PRINTABLE)  # type: ignore[arg-type]
    name = " ".join(settings.get("sender_name", "").split())
    mail["From"] = formataddr((name, own)) if name else own
    mail["To"] = address
    mail["Subject"] = _words(_SUBJECT)
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{message_id}>"
    return mail


def _words(text: str) -> str:
    """Return ``text`` as a header may hold it, folded."""
    return Header(text, "utf-8" if not text.isascii() else "us-ascii").encode()


def _thread(mail: MIMEText, reply_to: str, settings: Settings, ports: Ports) -> None:
    """Name what is answered; its subject and ancestors stand in the mailbox.

    Where the mailbox cannot be had the answer goes out all the same, in a thread by its id.
    """
    if not _ID.fullmatch(reply_to):
        return
    subject, ancestors = "", list[str]()
    try:
        with ports.mail.open(_imap(settings), settings.get("folder") or "INBOX") as box:
            head = _mail_at(box, "", reply_to)
        if head is not None:
            subject = header_words(head, "Subject")
            ancestors = ids_in(header_words(head, "References"))
    except (Unreachable, NoAnswer, MailTrouble):
        pass
    chain = [*ancestors[-_MOST_REFERENCES:], reply_to]
    mail["In-Reply-To"] = f"<{reply_to}>"
    mail["References"] = " ".join(f"<{one}>" for one in dict.fromkeys(chain))
    if subject:
        answered = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        mail.replace_header("Subject", _words(answered[:200]))


def _refusal(trouble: MailTrouble) -> Failure:
    code = f"smtp {trouble.code}" if trouble.code else trouble.what
    if trouble.what in ("login", "certificate", "sender") and not 400 <= trouble.code < 500:
        return Failure(FailureKind.MEND_SETTINGS, code, _advice(trouble, "SMTP"))
    if 400 <= trouble.code < 500:
        return Failure(FailureKind.RETRY, code, "Server SMTP menunda surel ini; dicoba lagi.")
    advice = "Server SMTP menolak surel ini. Periksa alamatnya, atau hubungi dengan cara lain."
    return Failure(FailureKind.GIVE_UP, code, advice)
