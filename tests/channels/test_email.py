"""Reading e-mail: people, machines, bounces, threads, and every odd form mails come in."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    Failure,
    FailureKind,
    FetchedMail,
    FetchedMedia,
    IdentityKey,
    MailLogin,
    MailTrouble,
    MessageKind,
    MessageSeen,
    NoAnswer,
    Outgoing,
    Polled,
    Ports,
    Request,
    Sent,
    Unreachable,
)
from tanggap.channels._mail_text import text_of_html, tidy, without_quote
from tanggap.channels.email import Email

OURS = "umpanbalik@pkm.example"
SETTINGS = {"address": OURS, "imap_host": "localhost", "smtp_host": "localhost", "days_back": "7"}
NOW = datetime(2026, 5, 12, 3, tzinfo=UTC)
KEY = "2b7f1c3e-1111-4222-8333-444455556666"
HEAD = (
    "From: Siti Aminah <Siti@Warga.example>\n"
    f"To: {OURS}\n"
    "Date: Tue, 12 May 2026 08:06:00 +0700\n"
    "Message-ID: <satu@warga.example>\n"
    "Subject: Antre lama\n"
)


def mail(*more: str, body: str = "Saya menunggu dua jam.", head: str = HEAD) -> bytes:
    return (head + "".join(f"{one}\n" for one in more) + "\n" + body).encode()


def read(content: bytes, *, received: datetime | None = NOW, whole: bool = True) -> list[Event]:
    headers = {"place": "7/12", "whole": "1" if whole else "0"}
    if received is not None:
        headers["received"] = received.isoformat()
    return list(Email().read(Request("POLL", "", headers, content), SETTINGS))


def said(content: bytes, **more: object) -> MessageSeen:
    (event,) = read(content, **more)  # type: ignore[arg-type]
    assert isinstance(event, MessageSeen)
    return event


def test_a_mail_is_a_message_of_its_writer() -> None:
    seen = said(mail())
    assert seen.key == "satu@warga.example"
    assert seen.party.identities == (IdentityKey("email", "siti@warga.example"),)
    assert seen.party.name == "Siti Aminah"
    assert seen.sent_at == datetime(2026, 5, 12, 1, 6, tzinfo=UTC)
    assert seen.text == "Antre lama\n\nSaya menunggu dua jam."
    assert (seen.kind, seen.reply_to, seen.is_ours) == (MessageKind.TEXT, "", False)


def test_an_answer_names_what_it_answers_and_leaves_out_what_it_quotes() -> None:
    head = HEAD.replace("Antre lama", "Re: Jawaban atas umpan balik Anda")
    quoted = (
        "Terima kasih.\n\nPada Sel, 12 Mei 2026 09.00, Puskesmas menulis:\n> Kami cek.\n>\n> Salam"
    )
    seen = said(
        mail(f"In-Reply-To: <{KEY}@pkm.example>", "References: <a@b> <c@d>", body=quoted, head=head)
    )
    assert seen.reply_to == f"{KEY}@pkm.example"
    assert seen.text == "Terima kasih."
    assert said(mail("References: <a@b> <c@d>")).reply_to == "c@d"


def test_words_between_quotes_stay() -> None:
    text = "> Kapan?\nHari Senin.\n> Di mana?\nDi loket."
    assert without_quote(text) == text
    assert without_quote("> hanya kutipan") == "> hanya kutipan"


MACHINES = {
    "RFC 3834": "Auto-Submitted: auto-replied",
    "RFC 3834 with a comment": "Auto-Submitted: auto-generated; owner=x",
    "Exchange and others": "X-Autoreply: yes",
    "an old vacation program": "Precedence: auto_reply",
    "a null return path": "Return-Path: <>",
}


@pytest.mark.parametrize("name", MACHINES)
def test_the_answer_of_a_machine_asks_for_no_answer(name: str) -> None:
    assert said(mail(MACHINES[name])).kind == MessageKind.SYSTEM


def test_a_person_who_says_so_is_no_machine() -> None:
    assert said(mail("Auto-Submitted: no", "Precedence: bulk")).kind == MessageKind.TEXT


def test_who_takes_no_answer_gets_none() -> None:
    for sender in ("no-reply@bank.example", "noreply@x.example", "Jangan-Balas@y.example"):
        content = mail(head=HEAD.replace("Siti@Warga.example", sender))
        assert said(content).party.identities[0].kind == "alnum"


def test_a_form_on_a_website_names_the_person_in_reply_to() -> None:
    head = HEAD.replace("Siti Aminah <Siti@Warga.example>", "Situs <noreply@situs.example>")
    party = said(mail("Reply-To: Budi <budi@warga.example>", head=head)).party
    assert (party.identities, party.name) == (
        (IdentityKey("email", "budi@warga.example"),),
        "Budi",
    )


def bounce(action: str, *, original: str = f"<{KEY}@pkm.example>") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nTo: umpanbalik@pkm.example\n"
        "Message-ID: <dsn-1@mx.example>\nSubject: Undelivered Mail Returned to Sender\n"
        "Date: Tue, 12 May 2026 08:06:00 +0700\nAuto-Submitted: auto-replied\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nMaaf.\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; siti@warga.example\nAction: {action}\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\nSubject: Jawaban\n\n"
        "--b--\n"
    ).encode()


def test_a_bounce_is_the_end_of_what_we_sent_and_no_message() -> None:
    (event,) = read(bounce("failed"))
    assert isinstance(event, DeliverySeen)
    assert (event.state, event.own_key) == ("failed", KEY)
    assert event.failure is not None
    assert event.failure.kind == FailureKind.GIVE_UP
    (event,) = read(bounce("delivered"))
    assert isinstance(event, DeliverySeen)
    assert event.state == "delivered"
    assert read(bounce("delayed")) == [], "it may still arrive"


def test_a_bounce_of_the_old_fashion_is_known_by_our_number_in_it() -> None:
    head = HEAD.replace("Siti@Warga.example", "MAILER-DAEMON@mx.example")
    (event,) = read(mail(head=head, body=f"Returned:\n\nMessage-Id: <{KEY}@PKM.example>\n"))
    assert isinstance(event, DeliverySeen)
    assert event.state == "failed"


def test_what_we_sent_ourselves_comes_back_as_nothing() -> None:
    assert read(mail(head=HEAD.replace("Siti@Warga.example", OURS.upper()))) == []


HTML = """<html><head><title>x</title><style>p{color:red}</style></head><body>
<p>Antre&nbsp;<b>lama</b>&amp;panas</p><ul><li>loket<li>apotek</ul>
<script>alert(1)</script><table><tr><td>A</td><td>B</td></tr></table></body></html>"""


def test_html_alone_is_read_as_text() -> None:
    assert tidy(text_of_html(HTML)) == "Antre lama&panas\n\n- loket\n- apotek\n\nA B"
    assert said(mail("Content-Type: text/html; charset=utf-8", body=HTML)).text.startswith(
        "Antre lama\n\nAntre lama&panas"
    )


def test_plain_text_goes_before_html_unless_it_is_empty() -> None:
    def both(plain: str) -> bytes:
        return mail(
            "Content-Type: multipart/alternative; boundary=b",
            body=f"--b\nContent-Type: text/plain\n\n{plain}\n"
            "--b\nContent-Type: text/html\n\n<p>Panas</p>\n--b--\n",
        )

    assert said(both("Polos")).text.endswith("Polos")
    assert said(both("  ")).text.endswith("Panas")


CHARSETS = {
    "UTF-8": ("utf-8", "Antrean “lama” 🙏".encode()),
    "Windows-1252": ("windows-1252", "Antrean “lama”".encode("cp1252")),
    "said to be ASCII, is UTF-8": ("us-ascii", "Antrean “lama” é".encode()),
    "said to be UTF-8, is Windows-1252": ("utf-8", "Antrean “lama”".encode("cp1252")),
    "a charset nobody knows": ("x-tidak-ada", "Antrean “lama”".encode()),
    "no charset at all": ("", "Antrean “lama”".encode()),
    "UTF-16": ("utf-16", "Antrean “lama”".encode("utf-16")),
}


@pytest.mark.parametrize("name", CHARSETS)
def test_whatever_the_charset_the_words_are_read(name: str) -> None:
    charset, content = CHARSETS[name]
    kind = f"Content-Type: text/plain{f'; charset={charset}' if charset else ''}"
    if charset == "utf-16":
        content = base64.b64encode(content)
        kind += "\nContent-Transfer-Encoding: base64"
    seen = said(mail(kind, body="") + content)
    assert "Antrean “lama”" in seen.text


def test_headers_are_decoded_also_where_they_break_the_rules() -> None:
    def subject(written: bytes) -> str:
        return said(mail(body="x").replace(b"Antre lama", written)).text.split("\n")[0]

    assert subject(b"=?utf-8?q?Antre_=F0=9F=99=8F?= =?utf-8?q?_lama?=") == "Antre 🙏 lama"
    assert subject(b"=?utf-8?b?QW50cmU?=") == "Antre"
    assert subject("Antré “lama”".encode()) == "Antré “lama”"
    assert subject("Antré".encode("latin-1")) == "Antré"
    assert subject(b"=?x-entah?q?Antre?=") == "Antre"


def test_a_name_that_holds_another_address_does_not_become_the_sender() -> None:
    encoded = "=?utf-8?q?kepala=40dinas=2Eexample?="
    seen = said(mail(head=HEAD.replace("Siti Aminah", encoded)))
    assert seen.party.identities == (IdentityKey("email", "siti@warga.example"),)


def test_a_date_that_cannot_be_is_the_time_of_arrival() -> None:
    for written in ("Tue, 12 May 2037 08:06:00 +0700", "kemarin sore", "", "Tue, 99 May 2026"):
        head = HEAD.replace("Tue, 12 May 2026 08:06:00 +0700", written)
        assert said(mail(head=head)).sent_at == NOW


def test_without_a_message_id_the_same_mail_has_the_same_key() -> None:
    bare = mail(head=HEAD.replace("Message-ID: <satu@warga.example>\n", ""))
    assert said(bare).key == said(bare).key != said(bare + b" ").key
    assert len(said(mail(head=HEAD.replace("satu@", "x" * 400 + "@"))).key) <= 190


ATTACHED = (
    "--b\nContent-Type: text/plain\n\nLihat foto.\n"
    '--b\nContent-Type: image/jpeg; name="=?utf-8?q?antre=20foto.jpg?="\n'
    "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n/9j/AAAA\n"
    "--b\nContent-Type: message/rfc822\n\nSubject: terusan\n\nIsi terusan\n--b--\n"
)


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


def test_a_mail_too_large_is_told_of_by_its_head() -> None:
    head = HEAD.encode() + b"\n"
    assert said(head, whole=False).text.startswith("Antre lama\n\n(Surel ini terlalu besar")


ODD = (
    b"",
    b"\x00\xff\xfe",
    b"From: \n\n",
    b"From: =?\nSubject: =?utf-8?b?=?=\n\nx",
    b"Content-Type: multipart/mixed; boundary=\n\n--\n--",
    b"Content-Type: text/plain; charset*=utf-8'\xff'%ZZ\nFrom: a@b.example\n\nx",
    b"From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status\n\nx",
    b"From: a@b.example\nContent-Transfer-Encoding: x-uuencode\n\nbegin\n%%%",
    b"From: a@b.example\nContent-Disposition: attachment; filename*0*=x'y'%z; filename*1=\n\nx",
    b"From: a@b.example\nDate: " + b"9" * 5000 + b"\n\nx",
    b"From: a@b.example\nContent-Type: text/html\n\n<![CDATA[<!x" + b"<b" * 2000,
)


def test_no_mail_stops_the_reader() -> None:
    for content in ODD:
        for event in read(content):
            assert not isinstance(event, MessageSeen) or "\x00" not in event.text


def test_a_mail_nested_without_end_is_read_or_told_of() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(1500))
    assert read((HEAD + deep + "\nx").encode())


@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_stumbling(tail: bytes) -> None:
    read(b"From: a@b.example\n" + tail)
    read(mail("Content-Type: multipart/mixed; boundary=b") + b"--b\n" + tail)


# ---------------------------------------------------------------- asking and sending


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
