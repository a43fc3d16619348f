"""Bu Siti writes on WhatsApp; her words end in the book, and the answer on her phone."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tanggap.base.acting import machine
from tanggap.base.models import HistoryLine, Role
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.gateway.queries import hook_path
from tanggap.inbox.models import Message
from tanggap.logbook.actions import close, prepare, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry, Milestone
from tanggap.reply.actions import draft, send, send_receipt
from tanggap.reply.models import Reply
from tanggap.workbench.papers import book_pdf
from tanggap.workbench.queries import with_states
from testkit.graph import Graph
from tests.people import Puskesmas
from tests.stories.served import front_door, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SITI = "628000000001"
WORDS = "Antrean loket lama, dari jam 7 belum dipanggil 🙏"


@pytest.fixture
def graph() -> Iterator[Graph]:
    with Graph() as made:
        yield made


@pytest.fixture
def line(padaherang: Puskesmas, graph: Graph) -> Line:
    prepare(machine(padaherang.facility.pk))
    return open_line(
        padaherang.actor(Role.KETUA),
        "whatsapp",
        "WA Puskesmas",
        {
            "phone_number_id": graph.state.number_id,
            "app_secret": graph.postman.secret,
            "verify_token": "uji",
            "access_token": graph.state.token,
            "graph_url": graph.url,
        },
    )


@pytest.fixture
def door(line: Line, graph: Graph) -> Iterator[None]:
    with front_door() as address:
        graph.postman.hook_url = address + hook_path(line)
        yield


def exchange(graph: Graph) -> None:
    """Let messages and statuses run until nothing moves any more."""
    for _ in range(6):
        assert graph.wait()
        if not work() and graph.wait():
            return


@pytest.mark.usefixtures("door")
def test_a_message_is_triaged_numbered_acknowledged_answered_read_and_printed(
    padaherang: Puskesmas, graph: Graph
) -> None:
    sari = padaherang.actor()
    graph.manners.duplicate = 1.0
    graph.says(SITI, WORDS, "Bu Siti")
    exchange(graph)
    message = Message.objects.get(direction="in")
    assert message.text == WORDS
    assert message.person is not None
    assert message.person.name == "Bu Siti"

    entry = write_down(sari, EntryDraft(kind="keluhan", text=WORDS), [message], form_key=uuid4())
    send_receipt(sari, entry)
    exchange(graph)
    assert entry.number in graph.got(SITI)[0]["text"]["body"]
    assert entry.milestones.filter(kind=Milestone.Kind.RECEIPT).exists()

    answer = draft(
        sari,
        entry=entry,
        text="Loket kedua sudah dibuka, Bu. Mohon maaf.",
        form_key=uuid4(),
        line=message.line,
    )
    send(sari, answer)
    exchange(graph)
    assert graph.got(SITI)[1]["text"]["body"] == "Loket kedua sudah dibuka, Bu. Mohon maaf."
    dispatch = Dispatch.objects.get(pk=Reply.objects.get(pk=answer.pk).dispatch_id)
    assert dispatch.state == Dispatch.State.READ
    assert with_states(Entry.objects.filter(pk=entry.pk)).get().is_answered

    close(sari, entry)
    today = timezone.localdate()
    page = PdfReader(BytesIO(book_pdf(sari, today - timedelta(days=1), today)))
    printed = " ".join(text.extract_text() for text in page.pages)
    assert entry.number in printed
    assert "Loket kedua" in printed
    assert Message.objects.filter(direction="in").count() == 1
    assert len(graph.got(SITI)) == 2
    assert not HistoryLine.objects.filter(sentence__contains="Siti").exists()


@pytest.mark.usefixtures("door")
def test_a_bad_day_at_meta_brings_every_message_once_and_in_full(
    padaherang: Puskesmas, graph: Graph
) -> None:
    manners = graph.manners
    manners.batch, manners.shuffle, manners.duplicate = 40, True, 0.5
    hook, graph.postman.hook_url = graph.postman.hook_url, ""
    keys = {graph.says(f"62800000{n % 17:04}", f"pesan ke-{n}") for n in range(300)}
    edited = sorted(keys)[0]
    graph.edits("628000000001", edited, "sudah saya perbaiki")
    graph.revokes("628000000001", sorted(keys)[1])
    graph.postman.hook_url = hook
    exchange(graph)
    assert set(Message.objects.filter(direction="in").values_list("key", flat=True)) == keys
    assert Message.objects.get(key=edited).text == "sudah saya perbaiki"
    assert Message.objects.get(key=sorted(keys)[1]).revoked_at is not None
    assert not Arrival.objects.exclude(state=Arrival.State.READ).exists()


@pytest.mark.usefixtures("door")
def test_an_answer_typed_on_the_shared_handphone_shows_in_the_thread(graph: Graph) -> None:
    graph.says(SITI, WORDS, "Bu Siti")
    graph.handphone_writes(SITI, "Baik Bu, kami cek")
    exchange(graph)
    echo = Message.objects.get(direction="out")
    assert echo.text == "Baik Bu, kami cek"
    assert echo.is_echo
    assert echo.person == Message.objects.get(direction="in").person


@pytest.mark.usefixtures("door")
def test_somebody_without_a_number_is_answered_by_the_id(
    padaherang: Puskesmas, graph: Graph
) -> None:
    sari = padaherang.actor()
    graph.says("ID.9f8e7d6c5b4a", "Petugas ramah, terima kasih", "Pak Nugraha")
    exchange(graph)
    message = Message.objects.get()
    entry = write_down(
        sari, EntryDraft(kind="pujian", text=message.text), [message], form_key=uuid4()
    )
    send(
        sari,
        draft(sari, entry=entry, text="Terima kasih kembali.", form_key=uuid4(), line=message.line),
    )
    exchange(graph)
    got = graph.got("ID.9f8e7d6c5b4a")
    assert got[0]["recipient"] == "ID.9f8e7d6c5b4a"
    assert "to" not in got[0]
