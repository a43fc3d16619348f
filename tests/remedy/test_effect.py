"""Whether a plan helped is said honestly, and who is reminded of which plan."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tanggap.base.acting import Refused
from tanggap.base.models import Role
from tanggap.logbook.models import Entry, Topic
from tanggap.remedy import actions
from tanggap.remedy.analysis import Effect, Month
from tanggap.remedy.effect import around, course, judged, place_of
from tanggap.remedy.effect_reading import effect_of, topics_of
from tanggap.remedy.models import Realisation
from tanggap.remedy.queries import chain_of
from tanggap.remedy.reminding import Reminders, reminders_of
from tests.people import Puskesmas
from tests.recap.weeks import refuses, written
from tests.remedy.plans import planned, realised

BEGIN, DONE, TODAY = date(2025, 1, 1), date(2026, 3, 10), date(2026, 9, 1)
DAY = timedelta(days=1)


def test_the_days_compared_stay_within_the_book_and_between_actions() -> None:
    spans = around(DONE, book_begins=BEGIN, today=TODAY)
    assert spans.before == (DONE - 180 * DAY, DONE - DAY)
    assert spans.after == (DONE + DAY, TODAY - DAY)
    assert (spans.days_before, spans.days_after) == (180, 174)
    late_book = around(DONE, book_begins=date(2026, 2, 1), today=TODAY)
    assert late_book.before == (date(2026, 2, 1), DONE - DAY)
    chained = around(
        DONE, book_begins=BEGIN, today=TODAY, earlier=date(2026, 1, 5), later=date(2026, 5, 1)
    )
    assert chained.before[0] == date(2026, 1, 6)
    assert chained.after[1] == date(2026, 4, 30)
    assert around(TODAY, book_begins=TODAY, today=TODAY).days_after == 0


def test_nothing_is_said_too_soon_and_no_fall_of_few() -> None:
    before = {DONE - (7 * one + 1) * DAY: 1 for one in range(24)}
    soon = around(DONE, book_begins=BEGIN, today=DONE + 20 * DAY)
    assert "Tunggu 9 hari lagi" in str(judged(before, soon, "Ini"))
    young = around(DONE, book_begins=DONE - 10 * DAY, today=TODAY)
    assert "10 hari sebelum" in str(judged(before, young, "Ini"))
    spans = around(DONE, book_begins=BEGIN, today=TODAY)
    found = judged(before, spans, "Ini")
    assert isinstance(found, Effect)
    assert found.verdict == "turun"
    few = judged({DONE - 5 * DAY: 2}, spans, "Ini")
    assert isinstance(few, Effect)
    assert few.verdict == "terlalu_sedikit"
    assert "%" not in found.sentence + few.sentence


def test_only_whole_months_are_drawn_with_limits_from_those_before() -> None:
    counts = {date(2025, month, 5): 4 for month in range(1, 13)}
    drawn = course(counts, DONE, book_begins=date(2025, 1, 15), today=date(2026, 5, 20))
    assert drawn is not None
    months = [point.month for point in drawn.points]
    assert (months[0], months[-1]) == (Month(2025, 3), Month(2026, 4))
    assert all(point.high is not None for point in drawn.points)
    assert place_of(DONE, drawn) == pytest.approx(12 - 0.5 + 9.5 / 31)
    assert place_of(date(2024, 1, 1), drawn) is None
    first = course(counts, date(2025, 5, 2), book_begins=date(2025, 1, 15), today=TODAY)
    assert first is not None
    assert first.points[0].month == Month(2025, 2)
    assert first.points[0].centre is None
    assert course(counts, DONE, book_begins=date(2026, 3, 1), today=date(2026, 4, 20)) is None


@pytest.mark.django_db
def test_the_topic_is_proposed_by_the_entries_and_confirmed_by_a_person(
    padaherang: Puskesmas,
) -> None:
    today, ketua = timezone.localdate(), padaherang.actor(Role.KETUA)
    topic, other = (
        Topic.objects.create(facility=padaherang.facility, key=key, label=key.title(), order=9)
        for key in ("kipas", "parkir")
    )
    entries = [written(padaherang, today - (7 * one + 41) * DAY) for one in range(12)]
    for one in entries:
        one.topics.set([topic])
    Entry.objects.update(kind="keluhan")
    plan = realised(padaherang, planned(padaherang, entry_ids=[entries[0].pk]), Role.KETUA)
    Realisation.objects.update(done_on=today - 40 * DAY)
    cycles = chain_of(ketua, plan, today)
    found = effect_of(ketua, padaherang.facility, cycles[0], cycles)
    assert found is not None
    assert (found.names, found.is_confirmed, found.verdict) == ("Kipas", False, "turun")
    assert "12 dalam 78 hari sebelum, 0 dalam 39 hari sesudah" in found.sentence
    assert found.sentence.endswith("Topiknya belum dikonfirmasi.")
    assert "tindakan" in found.chart
    for chosen in ([other.pk], [topic.pk, other.pk], [topic.pk, other.pk]):
        actions.choose_topics(ketua, plan, chosen)
    assert topics_of(plan) == [topic, other]
    assert "paling sedikit satu" in refuses(Refused, lambda: actions.choose_topics(ketua, plan, []))
    act = lambda: actions.choose_topics(ketua, plan, [7])  # noqa: E731
    assert "Ada topik yang tidak ada" in refuses(Refused, act)


def _told(here: Puskesmas, role: Role) -> dict[str, int]:
    found: Reminders = reminders_of(here.actor(role), timezone.localdate())
    return {name: one.count for name, one in vars(found).items() if one.count}


@pytest.mark.django_db
def test_who_is_in_charge_is_reminded_first_and_the_head_a_week_later(
    padaherang: Puskesmas,
) -> None:
    for ends_in in (8, 7, 0, -1, -7, -8):
        planned(padaherang, ends_in=ends_in)
    assert _told(padaherang, Role.PJ_UNIT) == {"late": 3, "ending": 2}
    assert _told(padaherang, Role.KEPALA) == {"late": 1}
    assert _told(padaherang, Role.PETUGAS) == {}
    entry = written(padaherang, timezone.localdate())
    done = realised(padaherang, planned(padaherang, entry_ids=[entry.pk]), Role.KETUA)
    assert _told(padaherang, Role.PETUGAS) == {"to_answer": 1}
    assert _told(padaherang, Role.KETUA) == {"to_judge": 1, "to_answer": 1}
    actions.report(padaherang.actor(Role.KETUA), done, form_key=done.form_key)
    assert _told(padaherang, Role.KEPALA) == {"late": 1, "to_answer": 1, "to_receive": 1}
