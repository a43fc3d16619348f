"""Bu Siti comments on Facebook and writes on Instagram; what is private stays private."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tanggap.base.acting import Refused, machine
from tanggap.base.models import Role
from tanggap.gateway.actions import open_line
from tanggap.gateway.models import Arrival, Dispatch, Line, LineNotice, LinePulse
from tanggap.gateway.queries import hook_path
from tanggap.inbox.models import Comment, Message, Person
from tanggap.logbook.actions import prepare, write_down
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Entry
from tanggap.reply.actions import adopt, answer_at_once, draft, send
from tanggap.reply.destinations import Destination, destinations
from tanggap.reply.rules import PUBLIC_SENTENCES
from tanggap.workbench.queries import with_states
from tanggap.workbench.triage import waiting
from testkit.graph import SocialGraph
from tests.people import Puskesmas
from tests.stories.served import front_door, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SITI = "7001"
WORDS = "Obat Ibu saya hipertensi selalu habis"


def line_of(here: Puskesmas, graph: SocialGraph, name: str = "Saluran", **more: str) -> Line:
    settings = graph.line_settings(**more)
    return open_line(here.actor(Role.KETUA), graph.network, name, settings)


@contextmanager
def served(here: Puskesmas, network: str, **more: str) -> Iterator[tuple[SocialGraph, Line]]:
    prepare(machine(here.facility.pk))
    with SocialGraph(network) as graph, front_door() as address:
        line = line_of(here, graph, **more)
        graph.hook_url = address + hook_path(line)
        yield graph, line


Served = tuple[SocialGraph, Line]


@pytest.fixture(params=["facebook", "instagram"])
def both(request: pytest.FixtureRequest, padaherang: Puskesmas) -> Iterator[Served]:
    with served(padaherang, request.param, human_agent="ya") as made:
        yield made


def settle() -> None:
    for _ in range(8):
        if not work():
            return


def look_again() -> None:
    """Let the lines be asked now, not in five minutes."""
    LinePulse.objects.update(next_at=None)
    settle()


def an_hour_passes() -> None:
    """What is younger than two minutes may be missing from a list without being removed."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Message.objects.update(received_at=an_hour_ago, sent_at=an_hour_ago)


def booked(here: Puskesmas, message: Message) -> Entry:
    sorted_draft = EntryDraft(kind="keluhan", text=message.text)
    return write_down(here.actor(), sorted_draft, [message], form_key=uuid4())


def ways(entry: Entry) -> list[Destination]:
    return destinations(entry, entry.person, entry.line)


def answer(here: Puskesmas, entry: Entry, way: Destination, text: str = "") -> None:
    words = {"way": way.way, "line": way.line, "identity": way.identity}
    place = {"comment": way.comment, "is_public": way.is_public}
    reply = draft(here.actor(), entry=entry, text=way.sentence or text, form_key=uuid4(),
                  **words, **place)  # type: ignore[arg-type]  # fmt: skip
    send(here.actor(), reply)
    settle()


def is_answered(entry: Entry) -> bool:
    return bool(with_states(Entry.objects.filter(pk=entry.pk)).get().is_answered)  # type: ignore[attr-defined]


def test_a_comment_is_answered_in_private_once_and_beneath_it_without_a_word_of_the_case(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, line = both
    key = graph.comments_on(SITI, WORDS, "Siti Aminah")
    settle()
    message = Message.objects.get(key=key)
    entry = booked(padaherang, message)
    private, *public = [one for one in ways(entry) if one.line == line]
    assert "hanya sekali, sampai" in private.note
    answer(padaherang, entry, public[0])
    assert not is_answered(entry)
    answer(padaherang, entry, private, "Obatnya sudah ada, Bu. Silakan ke loket 2.")
    assert is_answered(entry)
    assert [one["message"]["text"] for one in graph.chats[SITI].got] == [
        "Obatnya sudah ada, Bu. Silakan ke loket 2."
    ]
    beneath = [one.text for one in graph.comments.values() if one.who == graph.account]
    assert beneath == [PUBLIC_SENTENCES[0].text]
    assert not any(one.comment and not one.is_public for one in ways(entry))
    settle()
    assert Message.objects.filter(direction="out").count() == 2
    assert Dispatch.objects.exclude(state="sent").count() == 0


def test_other_words_never_stand_beneath_a_comment(padaherang: Puskesmas, both: Served) -> None:
    graph, _ = both
    graph.comments_on(SITI, WORDS)
    settle()
    entry = booked(padaherang, Message.objects.get())
    public = next(one for one in ways(entry) if one.is_public)
    with pytest.raises(Refused, match="dibaca semua orang"):
        draft(
            padaherang.actor(),
            entry=entry,
            text=f"Soal {entry.number}: obat sudah ada",
            form_key=uuid4(),
            line=public.line,
            comment=public.comment,
            is_public=True,
        )


def test_a_chat_is_answered_within_a_day_and_as_a_human_agent_within_seven(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, line = both
    graph.writes(SITI, WORDS, "Siti Aminah")
    settle()
    entry = booked(padaherang, Message.objects.get())
    way = ways(entry)[0]
    assert way.line == line
    answer(padaherang, entry, way, "Sedang kami cek, Bu.")
    graph.later(25 * 3600)
    answer(padaherang, entry, way, "Sudah ada, Bu.")
    got = graph.chats[SITI].got
    assert [one.get("tag", "") for one in got] == ["", "HUMAN_AGENT"]
    assert [one["message"]["text"] for one in got] == ["Sedang kami cek, Bu.", "Sudah ada, Bu."]
    graph.later(7 * 86400)
    answer(padaherang, entry, way, "Masih perlu dibantu?")
    assert Dispatch.objects.order_by("id").last().failure_kind == "window_closed"  # type: ignore[union-attr]
    assert len(graph.chats[SITI].got) == 2


def test_a_broken_connection_never_sends_twice(padaherang: Puskesmas, both: Served) -> None:
    graph, _ = both
    who = "70009500"
    graph.writes(who, WORDS)
    settle()
    entry = booked(padaherang, Message.objects.get())
    answer(padaherang, entry, ways(entry)[0], "Terima kasih, Bu.")
    Dispatch.objects.filter(state="sending").update(next_at=timezone.now() - timedelta(seconds=1))
    settle()
    settle()
    assert len(graph.chats[who].got) == 1
    assert Dispatch.objects.get().state in ("sent", "unsure")


def test_a_removed_comment_is_empty_everywhere_and_its_case_stays(padaherang: Puskesmas) -> None:
    with served(padaherang, "facebook") as (graph, _):
        key = graph.comments_on(SITI, WORDS)
        graph.edits(key, WORDS + " sudah seminggu")
        graph.hides(key)
        settle()
        message = Message.objects.get()
        assert message.text.endswith("seminggu")
        assert message.earlier_texts.count() == 1
        assert message.comment.is_hidden
        entry = booked(padaherang, message)
        graph.removes(key)
        for body in graph.bodies:  # Meta may bring it all once more
            graph.deliver(body)
        settle()
        message.refresh_from_db()
        assert (message.text, message.search_text) == ("", "")
        assert message.revoked_at is not None
        assert not message.earlier_texts.exists()
        entry.refresh_from_db()
        assert entry.text == WORDS + " sudah seminggu"
        assert not any(one.comment for one in ways(entry))


def test_what_a_hook_lost_is_found_by_asking_exactly_once(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, line = both
    seen = graph.comments_on(SITI, "terlihat")
    look_again()
    graph.loses = True
    lost = graph.comments_on("7002", "komentar yang hilang")
    chat = graph.writes("7003", "pesan yang hilang", "Pak Asep")
    echo = graph.staff_writes("7003", "Baik, Pak")
    graph.removes(seen)
    an_hour_passes()
    for _ in range(3):
        look_again()
    assert set(Message.objects.values_list("key", flat=True)) == {seen, lost, chat, echo}
    assert Message.objects.get(key=chat).person.name == "Pak Asep"  # type: ignore[union-attr]
    assert Message.objects.get(key=echo).direction == "out"
    assert Message.objects.get(key=seen).revoked_at is not None
    assert Arrival.objects.filter(line=line, method="POLL", state="read").count() >= 1
    assert not Arrival.objects.exclude(state="read").exists()


def test_what_changed_while_no_hook_told_is_seen_by_asking(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, _ = both
    key = graph.comments_on(SITI, "antre")
    look_again()
    graph.loses = True
    graph.edits(key, "antre tiga jam")
    graph.hides(key)
    look_again()
    message = Message.objects.select_related("comment").get()
    assert (message.text, message.comment.is_hidden) == ("antre tiga jam", True)
    assert [one.text for one in message.earlier_texts.all()] == ["antre"]
    graph.shows(key)
    look_again()
    assert not Comment.objects.get().is_hidden
    entry = booked(padaherang, message)
    graph.removes(key)
    an_hour_passes()
    look_again()
    message.refresh_from_db()
    assert (message.text, message.earlier_texts.count()) == ("", 0)
    assert message.revoked_at is not None
    entry.refresh_from_db()
    assert entry.text == "antre tiga jam"


def test_however_much_was_said_while_the_hook_was_away_all_of_it_is_found(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, _ = both
    look_again()
    graph.loses = True
    said = {graph.writes(SITI, f"pesan {number}") for number in range(60)}
    said |= {graph.comments_on("7002", f"komentar {number}") for number in range(60)}
    look_again()
    assert set(Message.objects.values_list("key", flat=True)) == said


@pytest.mark.parametrize("is_lost", [False, True], ids=["told", "found by asking"])
def test_a_chat_message_is_changed_then_unsent_and_its_case_stays(
    padaherang: Puskesmas, both: Served, *, is_lost: bool
) -> None:
    graph, _ = both
    mid, other = graph.writes(SITI, "Obat", "Siti Aminah"), graph.writes(SITI, "Halo", "Siti")
    look_again()
    graph.loses = is_lost
    graph.rewrites(SITI, mid, WORDS)
    look_again()
    message = Message.objects.get(key=mid)
    assert message.text == WORDS
    assert [one.text for one in message.earlier_texts.all()] == ["Obat"]
    entry = booked(padaherang, message)
    graph.takes_back(SITI, mid)
    look_again()
    message.refresh_from_db()
    assert (message.text, message.search_text, message.earlier_texts.count()) == ("", "", 0)
    entry.refresh_from_db()
    assert entry.text == WORDS
    assert Message.objects.get(key=other).text == "Halo"
    assert ways(entry)[0].is_open  # who unsent one message may still be answered


def test_both_shapes_of_a_call_tell_the_same(padaherang: Puskesmas, both: Served) -> None:
    graph, _ = both
    told = []
    for graph.is_flat in (False, True):
        Comment.objects.all().delete()
        Message.objects.all().delete()
        key = graph.comments_on(SITI, "antre", "Siti Aminah")
        graph.comments_on(graph.account, "Terima kasih", parent=key)
        graph.edits(key, "antre lama")
        graph.hides(key)
        mid = graph.writes("7003", "pesan", "Pak Asep")
        graph.staff_writes("7003", "Baik, Pak")
        graph.takes_back("7003", mid)
        look_again()  # of Instagram's edits no call tells
        rows = Message.objects.select_related("comment").order_by("id")
        told.append([(one.text, one.direction, one.revoked_at is None, one.edited_at is None,
                      hasattr(one, "comment") and one.comment.is_hidden)
                     for one in rows])  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == 4


def test_what_staff_type_at_meta_stands_in_the_thread_and_can_be_the_answer(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, _ = both
    graph.writes(SITI, WORDS, "Siti Aminah")
    key = graph.comments_on("7002", "Antre lama", "Pak Asep")
    settle()
    chat, comment = Message.objects.get(text=WORDS), Message.objects.get(key=key)
    entry = booked(padaherang, chat)
    look_again()
    assert set(Person.objects.values_list("name", flat=True)) == {"Siti Aminah", "Pak Asep"}
    graph.staff_writes(SITI, "Sudah ada, Bu.")
    graph.comments_on(graph.account, "Mohon maaf, Pak.", parent=key)
    settle()
    echo, beneath = Message.objects.filter(direction="out").order_by("id")
    assert (echo.person, echo.is_echo, echo.text) == (chat.person, True, "Sudah ada, Bu.")
    assert (beneath.person, beneath.comment.post_key) == (comment.person, graph.post_id)
    assert list(waiting(padaherang.actor())) == [comment]
    adopt(padaherang.actor(), entry, echo)
    assert is_answered(entry)
    assert not graph.chats[SITI].got  # it was said at Meta: nothing is sent again


def test_a_mention_is_answered_where_it_stands_and_never_in_private(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, _ = both
    key = graph.mentions_us("5502", "@pkm_padaherang antre lama")
    settle()
    message = Message.objects.get()
    assert message.text == "@pkm_padaherang antre lama"  # Instagram's words had to be asked for
    entry = booked(padaherang, message)
    ours = [one for one in ways(entry) if one.comment]
    assert ours
    assert all(one.is_public for one in ours)
    answer(padaherang, entry, ours[0])
    where = f"{key}/comments" if graph.is_page else f"{graph.account}/mentions"
    assert where in graph.calls


def test_a_comment_whose_author_meta_hides_can_still_be_answered_in_private(
    padaherang: Puskesmas, both: Served
) -> None:
    graph, _ = both
    graph.hides_authors = True
    graph.comments_on(SITI, "Jam buka berapa?")
    settle()
    message = Message.objects.get()
    assert message.person is None
    answer_at_once(padaherang.actor(), message, "Pukul 07.30, Bapak/Ibu.", uuid4())
    settle()
    assert [one["message"]["text"] for one in graph.chats[SITI].got] == ["Pukul 07.30, Bapak/Ibu."]
    assert all(one.who != graph.account for one in graph.comments.values())


def test_a_token_that_ends_soon_is_told_on_the_line_before_it_ends(padaherang: Puskesmas) -> None:
    with served(padaherang, "facebook") as (graph, _):
        look_again()
        pulse = LinePulse.objects.get()
        assert ["Token berlaku", "tanpa batas waktu"] in pulse.facts
        assert pulse.trouble == ""
        graph.token_ends = int(time.time()) + 3 * 86400
        look_again()
        assert "berakhir" in LinePulse.objects.get().trouble


def test_the_end_of_a_token_of_instagram_login_is_told_by_the_day_that_was_noted(
    padaherang: Puskesmas,
) -> None:
    soon = (timezone.localtime() + timedelta(days=3)).strftime("%d/%m/%Y")
    with served(padaherang, "instagram", token_until=soon):
        look_again()
        assert f"berakhir {soon}" in LinePulse.objects.get().trouble


def test_two_pages_of_one_app_share_a_hook_and_each_gets_its_own(padaherang: Puskesmas) -> None:
    with served(padaherang, "facebook") as (graph, line), SocialGraph(account="555") as second:
        second.hook_url = graph.hook_url
        graph.writes(SITI, "untuk halaman satu")
        second.writes(SITI, "untuk halaman dua")
        settle()
        assert Message.objects.get().line == line
        assert LineNotice.objects.get().topic == "other account"
        other = line_of(padaherang, second, "Halaman dua")
        second.writes(SITI, "untuk halaman dua lagi")
        settle()
        # The first was found by asking, once the line was there.
        told = Message.objects.filter(line=other).values_list("text", flat=True)
        assert set(told) == {"untuk halaman dua", "untuk halaman dua lagi"}
        assert not Comment.objects.exists()
