"""Asking a mailbox for what came, and answering by it: nothing twice, nothing left out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header

from tanggap.channels._contract import (
    Failure,
    FailureKind,
    FetchedMail,
    FetchedMedia,
    IdentityKey,
    MailLogin,
    MailTrouble,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    Sent,
    Unreachable,
)
from tanggap.channels.email import Email
from tests.channels.test_email import ATTACHED, HEAD, KEY, NOW, OURS, SETTINGS, mail, said


@dataclass
class Box:
    """A mailbox and an SMTP server as the contract has them, for reading without either."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: str = "7"
    trouble: Exception | None = None
    smtp_trouble: Exception | None = None
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    largest: int = 0

    @property
    def ports(self) -> Ports:
        return Ports(http=None, mail=self)  # type: ignore[arg-type]

    @property
    def last_uid(self) -> int:
        return max(self.mails, default=0)

    @property
    def count(self) -> int:
        return len(self.mails)

    @contextmanager
    def open(self, login: MailLogin, folder: str) -> Iterator["Box"]:
        if self.trouble is not None:
            raise self.trouble
        yield self

    def send(self, login: MailLogin, sender: str, recipient: str, content: bytes) -> None:
        if self.smtp_trouble is not None:
            raise self.smtp_trouble
        self.sent.append((sender, recipient, content))

    def after(self, uid: int) -> list[int]:
        return sorted(one for one in self.mails if one > uid)

    def since(self, day: date) -> list[int]:
        return sorted(self.mails)

    def with_message_id(self, message_id: str) -> list[int]:
        return [uid for uid, one in self.mails.items() if message_id.encode() in one]

    def size(self, uid: int) -> int:
        return len(self.mails.get(uid, b""))

    def fetch(self, uid: int, most: int) -> FetchedMail | None:
        content = self.mails.get(uid)
        return None if content is None else FetchedMail(content, NOW)


def look(box: Box, cursor: str) -> Polled:
    found = Email().poll(cursor, (), SETTINGS, box.ports, NOW)
    assert isinstance(found, Polled)
    return found


def test_each_look_brings_what_came_since_the_last_one() -> None:
    box = Box({3: mail(), 5: mail()})
    first = look(box, "")
    assert (len(first.requests), first.cursor, first.more) == (2, "7:5", False)
    assert look(box, first.cursor).requests == []
    box.mails[9] = mail()
    assert [one.headers["place"] for one in look(box, "7:5").requests] == ["7/9"]


def test_many_mails_come_in_several_looks_none_twice_and_none_left_out() -> None:
    box, cursor, places = Box({uid: mail() for uid in range(1, 48)}), "", []
    for _ in range(5):
        found = look(box, cursor)
        places += [one.headers["place"] for one in found.requests]
        cursor = found.cursor
        if not found.more:
            break
    assert places == [f"7/{uid}" for uid in range(1, 48)]
    assert cursor == "7:47"


def test_a_mailbox_numbered_anew_is_looked_through_again() -> None:
    found = look(Box({1: mail()}, validity="8"), "7:500")
    assert (len(found.requests), found.cursor) == (1, "8:1")


def test_with_no_days_back_only_what_comes_from_now_on_is_brought() -> None:
    box = Box({3: mail()})
    found = Email().poll("", (), SETTINGS | {"days_back": "0"}, box.ports, NOW)
    assert isinstance(found, Polled)
    assert (found.requests, found.cursor) == ([], "7:3")


def test_why_a_mailbox_was_not_read_is_said() -> None:
    cases = (
        (Unreachable("x"), FailureKind.RETRY, "tidak terjangkau"),
        (NoAnswer("x"), FailureKind.RETRY, "terputus"),
        (MailTrouble("login"), FailureKind.MEND_SETTINGS, "kata sandi"),
        (MailTrouble("folder"), FailureKind.MEND_SETTINGS, "Folder"),
        (MailTrouble("certificate"), FailureKind.MEND_SETTINGS, "Sertifikat"),
    )
    for trouble, kind, words in cases:
        found = Email().poll("", (), SETTINGS, Box(trouble=trouble).ports, NOW)
        assert isinstance(found, Failure)
        assert found.kind == kind
        assert words in found.advice


def send(box: Box, *, reply_to: str = "", to: str = "siti@warga.example") -> Sent | Failure:
    outgoing = Outgoing(
        KEY, (IdentityKey("email", to),), "Terima kasih 🙏\n.titik", reply_to=reply_to
    )
    return Email().send(outgoing, SETTINGS | {"sender_name": "Puskesmas é"}, box.ports)


def test_an_answer_goes_into_the_thread_under_its_subject() -> None:
    box = Box({3: mail("References: <awal@warga.example>")})
    assert send(box, reply_to="satu@warga.example") == Sent(f"{KEY}@pkm.example")
    ((sender, recipient, content),) = box.sent
    sent = message_from_bytes(content)
    assert (sender, recipient) == (OURS, "siti@warga.example")
    assert str(make_header(decode_header(sent["Subject"]))) == "Re: Antre lama"
    assert sent["In-Reply-To"] == "<satu@warga.example>"
    assert sent["References"].split() == ["<awal@warga.example>", "<satu@warga.example>"]
    assert sent["Message-ID"] == f"<{KEY}@pkm.example>"
    assert sent.get_payload(decode=True).decode().replace("\r\n", "\n") == "Terima kasih 🙏\n.titik"
    assert content.replace(b"\r\n", b"").isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_answer_goes_out_also_when_the_mailbox_is_away() -> None:
    box = Box(trouble=Unreachable("x"))
    assert isinstance(send(box, reply_to="satu@warga.example"), Sent)
    assert b"In-Reply-To: <satu@warga.example>" in box.sent[0][2]


def test_no_header_can_be_smuggled_in() -> None:
    box = Box({3: mail(head=HEAD.replace("Antre lama", "=?utf-8?q?a=0D=0ABcc:_x=40y?="))})
    send(box, reply_to="satu@warga.example")
    send(box, reply_to="a@b\r\nBcc: x@y.example")
    for _, _, content in box.sent:
        assert message_from_bytes(content)["Bcc"] is None
    refused = send(box, to="a@b.example\r\nRCPT TO:<x@y.example>")
    assert isinstance(refused, Failure)
    assert refused.kind == FailureKind.GIVE_UP


def test_why_an_answer_did_not_go_out_is_said() -> None:
    cases = (
        (Unreachable("x"), FailureKind.RETRY),
        (NoAnswer("x"), FailureKind.UNSURE),
        (MailTrouble("login", 535), FailureKind.MEND_SETTINGS),
        (MailTrouble("sender", 553), FailureKind.MEND_SETTINGS),
        (MailTrouble("recipient", 550), FailureKind.GIVE_UP),
        (MailTrouble("recipient", 451), FailureKind.RETRY),
        (MailTrouble("other", 554), FailureKind.GIVE_UP),
    )
    for trouble, kind in cases:
        found = send(Box(smtp_trouble=trouble))
        assert isinstance(found, Failure)
        assert found.kind == kind, trouble


def test_a_password_goes_without_encryption_only_to_a_near_server() -> None:
    plain = {"imap_security": "plain", "smtp_security": "plain"}
    far = SETTINGS | plain | {"imap_host": "imap.contoh.id", "smtp_host": "10.0.0.2"}
    assert "imap_security" in Email().problems(far)
    assert "smtp_security" not in Email().problems(far)
    assert "address" in Email().problems({"address": "bukan alamat"})
    assert "imap_port" in Email().problems({"imap_port": "x"})


def test_files_are_fetched_later_by_their_place_in_the_mail() -> None:
    content = mail("Content-Type: multipart/mixed; boundary=b", body=ATTACHED)
    seen = said(content)
    assert seen.text.endswith("Lihat foto.")
    assert [one.mime for one in seen.media] == ["image/jpeg", "message/rfc822"]
    assert seen.media[0].file_name == "antre foto.jpg"
    box = Box({12: content})
    found = Email().fetch(seen.media[0], SETTINGS, box.ports)
    assert isinstance(found, FetchedMedia)
    assert found.content == b"\xff\xd8\xff\x00\x00\x00"
    moved = Box({40: content}, validity="8")
    found = Email().fetch(seen.media[1], SETTINGS, moved.ports)
    assert isinstance(found, FetchedMedia)
    assert b"Isi terusan" in found.content
    gone = Email().fetch(seen.media[0], SETTINGS, Box({}, validity="8").ports)
    assert isinstance(gone, Failure)
    assert gone.kind == FailureKind.GIVE_UP
