"""Reading e-mail: people, machines, bounces, threads, and every odd form mails come in."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.channels._contract import (
    DeliverySeen,
    Event,
    FailureKind,
    IdentityKey,
    MessageKind,
    MessageSeen,
    Request,
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
    b"From: a@b.example\nContent-Type: ima\x00ge/jpeg; name=a.jpg\n\nx",
    b"From: a@b.example\nContent-Type: text/html\n\n<![CDATA[<!x" + b"<b" * 2000,
)


def test_no_mail_stops_the_reader() -> None:
    for content in ODD:
        for event in read(content):
            assert "\\x00" not in repr(event), "PostgreSQL keeps none"


def test_a_mail_nested_without_end_is_read_or_told_of() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(1500))
    assert read((HEAD + deep + "\nx").encode())


@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_stumbling(tail: bytes) -> None:
    read(b"From: a@b.example\n" + tail)
    read(mail("Content-Type: multipart/mixed; boundary=b") + b"--b\n" + tail)
