"""Proofs of the book: written down, recapped, acknowledged, answered, shown to the public.

Every count is of what the one who looks may meet (design §2.7).
"""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tanggap.evidence.asking import Question
from tanggap.evidence.rules import Finding, Link, State, Todo, by_share
from tanggap.gateway.models import Line
from tanggap.inbox.models import Message
from tanggap.logbook.models import Class, Clock, Entry, Milestone
from tanggap.logbook.queries import hidden_messages, is_named
from tanggap.recap.facts import ANSWERING
from tanggap.recap.models import WeeklyRecap
from tanggap.recap.queries import first_week
from tanggap.recap.rules import is_missed, is_over, monday_of, weeks_between, words_of
from tanggap.reply.models import Reply

_TRIAGE = Link("Pilah pesan", "workbench:triage", right="look.inbox")
_PROMPT = timedelta(days=1)


def _book(asked: Question) -> Link:
    address = asked.days_in_address
    return Link("Buku umpan balik", "workbench:entries", query=address, right="look.entries")


def _incoming(asked: Question) -> QuerySet[Message]:
    """Return what came in; sought line by line, because there the index is by time."""
    lines = Line.objects.filter(facility=asked.facility).order_by().values_list("pk", flat=True)
    said = Message.objects.filter(
        asked.within("received_at"),
        line__in=list(lines),
        direction=Message.Direction.IN,
        revoked_at=None,
    ).order_by()
    if not is_named(asked.actor):
        return said
    hidden = hidden_messages(asked.actor).filter(pk=OuterRef("pk"))
    return said.exclude(Exists(hidden))


def written(asked: Question) -> Finding:
    """Setiap saran yang masuk dikumpulkan dan dicatat (Sumbersari step 2; B-05)."""
    said = _incoming(asked)
    total, waiting = said.count(), said.filter(sorted_at=None).count()
    prompt = asked.entries.filter(recorded_at__lt=F("received_at") + _PROMPT).count()
    entries = asked.entries.count()
    if not total and not entries:
        words = "Tidak ada yang masuk pada periode ini: nihil."
        return Finding(State.UNPROVABLE, words, (_book(asked),))
    words = (
        f"{total} pesan masuk: {total - waiting} sudah dipilah, {waiting} belum. "
        f"{entries} entri dicatat, {prompt} di antaranya dalam satu hari."
    )
    missing = [Todo(f"Pilah {waiting} pesan yang belum dicatat.", _TRIAGE)] if waiting else []
    state = by_share(total - waiting, total) if total else State.PROVEN
    return Finding(state, words, (_book(asked), _TRIAGE), tuple(missing))


def register(asked: Question) -> Finding:
    """Buku rekap umpan balik, buku saran dan kritik (A-05, B-03)."""
    many = asked.entries.count()
    anonymous = asked.entries.filter(is_anonymous=True).count()
    words = f"{many} nomor register pada periode ini, {anonymous} tanpa nama." if many else "Nihil."
    paper = Link("Cetak buku", "workbench:papers", query=asked.days_in_address, right="look.papers")
    state = State.PROVEN if many else State.UNPROVABLE
    return Finding(state, words, (_book(asked), paper))


def recaps(asked: Question) -> Finding:
    """1 minggu sekali merekapnya di buku umpan balik (Padaherang step 4; A-10, B-13)."""
    link = Link("Rekap mingguan", "recap:weeks", right="look.recaps")
    first = first_week(asked.facility)
    begin = monday_of(asked.from_)
    if first is None or first > asked.until:
        return Finding(State.UNPROVABLE, "Belum ada minggu yang harus direkap.", (link,))
    weeks = [
        one
        for one in weeks_between(max(first, begin), asked.until)
        if one >= asked.from_ and is_over(one, asked.today)
    ]
    held = WeeklyRecap.objects.filter(facility=asked.facility, monday__in=weeks)
    closed = {one.monday: one for one in held.exclude(closed_at=None)}
    late = sum(one.is_late for one in closed.values())
    seen = sum(one.seen_at is not None for one in closed.values())
    open_ = [one for one in weeks if one not in closed]
    missed = [one for one in open_ if is_missed(one, asked.today)]
    words = (
        f"{len(closed)} dari {len(weeks)} minggu sudah ditutup: {len(closed) - late} tepat waktu, "
        f"{late} terlambat; {seen} sudah diketahui kepala."
    )
    missing = [
        Todo(
            f"Tutup rekap minggu {words_of(one)}{' (terlewat)' if one in missed else ''}.",
            Link(words_of(one), "recap:week", (one.isoformat(),), right="look.recaps"),
        )
        for one in open_[:8]
    ]
    if len(closed) > seen:
        missing.append(Todo(f"{len(closed) - seen} rekap belum ditandai diketahui kepala.", link))
    state = by_share(len(closed), len(weeks))
    if state == State.PROVEN and late:
        state = State.PARTLY
    return Finding(state, words, (link,), tuple(missing))


_COMPLAINTS = (Class.SERVICE, Class.SUPERVISION)


def receipts(asked: Question) -> Finding:
    """Pengaduan diberi tanda terima (UU 25/2009 pasal 44 ayat 1–2)."""
    given = Milestone.objects.filter(entry=OuterRef("pk"), kind=Milestone.Kind.RECEIPT)
    due = asked.entries.filter(klass__in=_COMPLAINTS)
    many, done = due.count(), due.filter(Exists(given)).count()
    words = f"{done} dari {many} pengaduan diberi tanda terima." if many else "Tidak ada pengaduan."
    lack = many - done
    todo = (Todo(f"Beri tanda terima untuk {lack} pengaduan.", _book(asked)),) if lack else ()
    return Finding(by_share(done, many), words, (_book(asked),), todo)


def is_answered() -> Exists:
    """Ask of each entry whether it was answered, since it was last opened again."""
    given = Reply.objects.filter(entry=OuterRef("pk"), given_at__isnull=False)
    again = Q(given_at__gte=OuterRef("reopened_at")) | Q(Exists(_never_reopened()))
    return Exists(given.filter(again))


def _never_reopened() -> QuerySet[Entry]:
    return Entry.objects.filter(pk=OuterRef("entry"), reopened_at=None)


def answers(asked: Question) -> Finding:
    """Ditindaklanjuti kepada pelanggan, dalam janji waktu (Sumbersari step 5; B-08)."""
    entries = asked.entries
    promised = Clock.objects.filter(
        entry=OuterRef("pk"), rule__in=sorted(ANSWERING), dropped_at=None, paused_at=None
    )
    late = promised.filter(Q(met_at__gt=F("due_at")) | Q(met_at=None, due_at__lt=asked.now))
    many, done = entries.count(), entries.filter(is_answered()).count()
    past = entries.filter(Exists(late)).count()
    if not many:
        return Finding(State.UNPROVABLE, "Tidak ada entri pada periode ini: nihil.")
    words = (
        f"{done} dari {many} entri sudah dijawab kepada penyampainya; "
        f"{past} melewati janji waktu jawaban."
    )
    lack = many - done
    todo = (Todo(f"Jawab {lack} entri yang belum dijawab.", _book(asked)),) if lack else ()
    state = by_share(done, many)
    if state == State.PROVEN and past:
        state = State.PARTLY
    return Finding(state, words, (_book(asked),), todo)


def public(asked: Question) -> Finding:
    """Hasil dan tindak lanjut dapat dilihat masyarakat (1.1.2 EP d, observasi)."""
    shown = Reply.objects.filter(
        asked.within("given_at"),
        entry__in=asked.entries.values("pk"),
        way=Reply.Way.NOTICE,
        discarded_at=None,
    ).count()
    words = (
        f"{shown} jawaban ditempel di papan pengumuman tanpa nama. Bahwa papan itu terlihat "
        "masyarakat, auditor melihatnya sendiri."
    )
    posters = Link("Formulir web dan lacak", "website:posters", right="look.lines")
    missing = (Todo("Tempel jawaban bagi umpan balik tanpa nama.", _book(asked)),)
    state = State.PARTLY if shown else State.NOT_YET
    return Finding(state, words, (_book(asked), posters), () if shown else missing)
