"""Lembar lokakarya mini: one page on its side, readable from two metres (1.6.2; §4.3 no. 17)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date, short_date
from tanggap.documents.letterhead import official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.evidence.asking import Question
from tanggap.evidence.reports.counting import (
    FOR_ALL,
    NO_TOPIC,
    Counts,
    counts_of,
    plans_for_all,
    problems,
    told_to_all,
)
from tanggap.evidence.rules import EARLIEST
from tanggap.evidence.terms import month_of, words_of
from tanggap.procedures.queries import basis_on
from tanggap.remedy.analysis import Span, change, say_change
from tanggap.remedy.queries import Shown
from tanggap.remedy.rules import State

TITLE = "Lembar lokakarya mini"
_LOUDEST, _MOST_PLANS, _MOST_ASKED = 3, 3, 3
_OPEN = (State.OVERDUE, State.RUNNING, State.REALISED, State.PLANNED)


def workshop_paper(asked: Question) -> PaperFile:
    """Return the numbers of the month, the loudest topics, open RTL, what is asked."""
    profile, entries = profile_on(asked.facility, asked.until), told_to_all(asked)
    counts, bad = counts_of(asked, entries), counts_of(asked, problems(entries))
    open_ = sorted(
        (one for one in plans_for_all(asked) if one.state in _OPEN),
        key=lambda row: (_OPEN.index(row.state), row.plan.ends_on),
    )
    span, here = words_of(asked.from_, asked.to), official_name(profile)
    content = {
        "heading": f"Umpan balik masyarakat, {span}",
        "here": here,
        "numbers": _numbers(counts),
        "said": _compared(asked, counts),
        "topics": _loudest(bad),
        "plans": [_plan(one) for one in open_[:_MOST_PLANS]],
        "more": len(open_) - _MOST_PLANS,
        "asked": _asked(counts, bad, open_)[:_MOST_ASKED],
        **basis_on(asked.facility, asked.until),
        "foot": f"{TITLE} · {here} · {FOR_ALL} · Per {long_date(asked.today)}",
    }
    made = render(
        "workshop",
        content,
        title=f"{TITLE} {here}, {span}",
        paper=asked.facility.paper,
        font=asked.facility.font,
        landscape=True,
    )
    return PaperFile(f"lokakarya-mini_{asked.from_:%Y-%m}.pdf", made)


def _numbers(counts: Counts) -> list[list[str]]:
    kept, decided = counts.kept
    return [
        [str(counts.total), "masuk"],
        [str(counts.complaints), "pengaduan"],
        [str(counts.answered), "dijawab"],
        [f"{kept}/{decided}" if decided else "–", "janji waktu ditepati"],
        [str(counts.total - counts.closed), "belum selesai"],
    ]


def _compared(asked: Question, counts: Counts) -> str:
    """Say honestly how the month stands beside the one before; nothing of a month that runs."""
    if asked.to >= asked.today:
        return f"Bulan ini masih berjalan: angka per {long_date(asked.today)}."
    before = month_of(asked.from_ - timedelta(days=1))
    if _begins(asked) >= before.from_:
        return "Belum ada bulan utuh sebelumnya untuk dibandingkan."
    earlier = told_to_all(replace(asked, from_=before.from_, to=before.to)).count()
    days = (asked.to - asked.from_).days + 1
    days_before = (before.to - before.from_).days + 1
    return say_change(change(Span(earlier, days_before), Span(counts.total, days)))


def _begins(asked: Question) -> date:
    """Return the day of the first entry that may be told of: its month is seldom whole."""
    held = told_to_all(replace(asked, from_=EARLIEST)).order_by("received_at")
    at = held.values_list("received_at", flat=True).first()
    return at.astimezone(asked.zone).date() if at else asked.today


def _loudest(counts: Counts) -> list[list[object]]:
    rows = [row for row in counts.topics if row[0] != NO_TOPIC][:_LOUDEST]
    most = max((many for _, many in rows), default=1)
    return [[_short(label, 60), str(many), 100 * many // most] for label, many in rows]


def _plan(row: Shown) -> list[str]:
    who = f"{_short(row.plan.person.name, 40)}, sampai {short_date(row.plan.ends_on)}"
    return [row.plan.number, _short(row.plan.action, 80), who, row.words]


def _asked(counts: Counts, bad: Counts, plans: Sequence[Shown]) -> list[str]:
    """Return what the meeting is asked to do, the most pressing first."""
    late = sum(one.state == State.OVERDUE for one in plans)
    waiting = sum(one.state == State.REALISED for one in plans)
    unanswered = counts.total - counts.answered
    loudest = [label for label, _ in bad.topics if label != NO_TOPIC][:1]
    found = [f"Sepakati sebab dan RTL untuk «{_short(label, 50)}»." for label in loudest]
    if late:
        found.append(f"Selesaikan {late} RTL yang lewat waktu.")
    if unanswered:
        found.append(f"Jawab {unanswered} umpan balik yang belum dijawab.")
    if waiting:
        found.append(f"Evaluasi {waiting} RTL yang sudah direalisasikan.")
    return found or ["Sampaikan yang menghambat unit Anda menjawab umpan balik."]


def _short(words: str, most: int) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
