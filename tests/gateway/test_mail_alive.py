"""E-mail through the real dovecot, and an SMTP server beside it: in, out, back, and bad days."""

from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tanggap.base.acting import machine
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.jobs import fetch_media, send_due
from tanggap.gateway.media import path_of
from tanggap.gateway.models import Arrival, Dispatch, Line, LinePulse, Media
from tanggap.gateway.polling import poll_due
from tanggap.inbox.jobs import note_everything_sent, read_arrivals
from tanggap.inbox.models import Message
from testkit.mail.dovecot import PASSWORD, USER, Dovecot
from testkit.mail.smtp import Smtp
from tests.channels.test_email import ATTACHED, bounce, mail
from tests.counterparts import require
from tests.people import Puskesmas

pytestmark = pytest.mark.django_db
S = Dispatch.State


class Post:
    """A line of the health centre, the mailbox it reads and the server it hands mail to."""

    def __init__(self, here: Puskesmas, dovecot: Dovecot, smtp: Smtp) -> None:
        self.here, self.dovecot, self.smtp = here, dovecot, smtp
        self.line: Line = open_line(
            machine(here.facility.pk),
            "email",
            "Surel umpan balik",
            {
                "address": USER,
                "sender_name": "Puskesmas Padaherang",
                "imap_host": "127.0.0.1",
                "imap_port": str(dovecot.port),
                "imap_security": "plain",
                "smtp_host": "127.0.0.1",
                "smtp_port": str(smtp.port),
                "smtp_security": "plain",
                "user": USER,
                "password": PASSWORD,
                "folder": "INBOX",
                "days_back": "7",
            },
        )

    def look(self) -> None:
        """Ask the mailbox until it has no more, and read what it brought."""
        LinePulse.objects.filter(line=self.line).update(next_at=None)
        poll_due(timezone.now())
        while read_arrivals(timezone.now()):
            pass

    def answer(self, text: str, reply_to: str = "") -> Dispatch:
        to = [{"kind": "email", "value": "siti@warga.example"}]
        actor = machine(self.here.facility.pk)
        dispatch = send(actor, self.line, to, text, key=uuid4(), reply_to=reply_to)
        send_due(timezone.now())
        dispatch.refresh_from_db()
        return dispatch


@pytest.fixture
def post(padaherang: Puskesmas, tmp_path: Path, settings: Settings) -> Iterator[Post]:
    settings.MEDIA_ROOT = tmp_path / "media"
    dovecot, smtp = Dovecot(require("dovecot")).start(), Smtp().start()
    try:
        yield Post(padaherang, dovecot, smtp)
    finally:
        smtp.stop()
        dovecot.close()


def incoming() -> list[str]:
    rows = Message.objects.filter(direction="in").order_by("sent_at", "id")
    return list(rows.values_list("text", flat=True))


def test_a_mail_comes_in_is_answered_in_its_thread_and_answered_back(post: Post) -> None:
    post.dovecot.deliver(mail())
    post.look()
    message = Message.objects.get()
    assert message.text == "Antre lama\n\nSaya menunggu dua jam."
    assert message.person is not None
    assert post.dovecot.unseen() == 1, "whoever else reads the mailbox still finds it unread"
    dispatch = post.answer("Terima kasih 🙏. Kami periksa.", message.key)
    assert (dispatch.state, dispatch.provider_key) == (S.SENT, f"{dispatch.key}@pkm.example")
    sent = message_from_bytes(post.smtp.taken[0].content)
    assert sent["In-Reply-To"] == "<satu@warga.example>"
    assert post.smtp.taken[0].recipient == "siti@warga.example"
    note_everything_sent(timezone.now())
    back = mail(f"In-Reply-To: {sent['Message-ID']}", body="Sudah lancar.").replace(
        b"<satu@", b"<dua@"
    )
    post.dovecot.deliver(back.replace(b"Subject: Antre", b"Subject: Re: Antre"))
    post.look()
    newest = Message.objects.get(key="dua@warga.example")
    assert (newest.text, newest.person_id) == ("Sudah lancar.", message.person_id)
    assert Message.objects.get(dispatch=dispatch).key == newest.reply_to


def test_nothing_comes_twice_whatever_happens_to_the_mailbox(post: Post) -> None:
    for number in range(25):
        post.dovecot.deliver(mail(body=f"Keluhan {number}").replace(b"<satu@", b"<%d@" % number))
    post.look()
    post.dovecot.deliver(mail(body="Keluhan 3 lagi").replace(b"<satu@", b"<3@"))
    LinePulse.objects.update(cursor="1:1")  # as after a restore
    post.look()
    post.dovecot.renumber()
    post.look()
    assert len(incoming()) == len(set(incoming())) == 25
    assert Arrival.objects.filter(state=Arrival.State.TROUBLE).count() == 0


def test_machines_are_not_put_before_anybody_and_a_bounce_ends_the_answer(post: Post) -> None:
    dispatch = post.answer("Kami periksa.")
    assert dispatch.state == S.SENT
    post.dovecot.deliver(mail("Auto-Submitted: auto-replied", body="Saya cuti."))
    report = bounce("failed", original=f"<{dispatch.provider_key}>")
    post.dovecot.deliver(report)
    post.look()
    dispatch.refresh_from_db()
    assert dispatch.state == S.FAILED
    assert "kembali" in dispatch.advice
    assert not Message.objects.filter(direction="in", sorted_at=None).exists()
    assert len(post.smtp.taken) == 1, "nothing answers a machine"


def test_files_are_brought_from_the_mailbox(post: Post) -> None:
    post.dovecot.deliver(mail("Content-Type: multipart/mixed; boundary=b", body=ATTACHED))
    post.look()
    fetch_media(timezone.now())
    states = list(Media.objects.values_list("state", flat=True))
    assert states == [Media.State.KEPT, Media.State.KEPT]
    path = path_of(Media.objects.get(mime="message/rfc822"))
    assert path is not None
    assert b"Isi terusan" in path.read_bytes()


def test_a_mailbox_that_is_away_or_refuses_is_told_of_and_mends_by_itself(post: Post) -> None:
    post.dovecot.deliver(mail())
    post.dovecot.stop()
    post.look()
    pulse = LinePulse.objects.get()
    assert "tidak terjangkau" in pulse.trouble
    post.dovecot.start()
    good = post.line.settings
    for wrong, words in (({"folder": "Tidak Ada"}, "Folder"), ({"password": "x"}, "kata sandi")):
        post.line.settings = good | wrong
        post.line.save()
        post.look()
        pulse.refresh_from_db()
        assert words in pulse.trouble
    post.line.settings = good
    post.line.save()
    post.look()
    pulse.refresh_from_db()
    assert (pulse.trouble, len(incoming())) == ("", 1)


def test_what_the_smtp_server_says_decides_whether_it_is_tried_again(post: Post) -> None:
    temper = post.smtp.temper
    temper.to_recipient = "451 4.3.0 nanti"
    waiting = post.answer("Satu.")
    assert waiting.state == S.QUEUED
    temper.to_recipient = "550 5.1.1 tidak ada"
    Dispatch.objects.update(next_at=timezone.now())
    send_due(timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == S.FAILED
    temper.to_recipient, temper.hangs_up_after_data = "", True
    unsure = post.answer("Dua.")
    assert unsure.failure_kind == "unsure", "it may have been taken"
    assert len(post.smtp.taken) == 1


def test_the_smtp_server_may_ask_for_a_password(post: Post) -> None:
    post.smtp.temper.password = PASSWORD
    assert post.answer("Dengan sandi.").state == S.SENT
    post.smtp.temper.password = "sudah diganti"
    refused = post.answer("Lagi.")
    post.line.refresh_from_db()
    assert refused.state == S.QUEUED
    assert "sandi SMTP" in post.line.trouble
