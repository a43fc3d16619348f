"""The box's own slips: numbers that follow on, and the paper that carries them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.base.acting import Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.inbox.actions import print_slips
from tanggap.inbox.models import SlipRun
from tanggap.inbox.papers import slips_paper
from tanggap.inbox.slip_shape import BOXES, KINDS, code_of, slip_in, ticks_in
from tanggap.logbook.models import Kind
from tests.people import Puskesmas
from tests.reading import page_texts, size_in_mm, words


def printed(here: Puskesmas, sheets: int = 2) -> SlipRun:
    return print_slips(here.actor(), here.line("box"), form_key=uuid4(), sheets=sheets)


def test_numbers_follow_on_from_run_to_run_and_each_health_centre_has_its_own(
    padaherang: Puskesmas, sumbersari: Puskesmas
) -> None:
    first, second, other = printed(padaherang), printed(padaherang, 3), printed(sumbersari)
    assert (first.first, first.last) == (1, 4)
    assert (second.first, second.last) == (5, 10)
    assert other.first == 1
    told = HistoryLine.objects.filter(subject_id=second.pk).get().sentence
    assert told == "Lembar saran nomor 00005 sampai 00010 dibuat untuk «Box»."


def test_a_double_click_gives_out_no_second_numbers(padaherang: Puskesmas) -> None:
    key = uuid4()
    box, sari = padaherang.line("box"), padaherang.actor()
    one, two = (print_slips(sari, box, form_key=key, sheets=2) for _ in range(2))
    assert one == two
    assert SlipRun.objects.count() == 1


def test_slips_are_for_a_box_and_not_without_end(padaherang: Puskesmas) -> None:
    sari = padaherang.actor()
    for line, sheets in (("phone", 1), ("box", 0), ("box", 101)):
        with pytest.raises(Refused):
            print_slips(sari, padaherang.line(line), form_key=uuid4(), sheets=sheets)


def test_the_paper_is_the_same_however_often_it_is_printed(padaherang: Puskesmas) -> None:
    run = printed(padaherang)
    made = slips_paper(run)
    assert made.name == "lembar-saran-00001-00004.pdf"
    assert size_in_mm(made.content) == (215, 330)
    pages = page_texts(made.content)
    assert len(pages) == 2
    assert "No. 00003" in pages[1]
    assert "No. 00004" in pages[1]
    for said in ("Keluhan", "Pujian", padaherang.units["UKP"].name, "Rahasiakan nama saya"):
        assert words(made.content).count(said) >= 4, said
    padaherang.units["UKP"].name = "Ganti nama"
    padaherang.units["UKP"].save()
    assert slips_paper(SlipRun.objects.get()).content == made.content


def test_sheets_are_asked_for_on_a_page_and_printed_again_there(
    padaherang: Puskesmas, client: Client
) -> None:
    client.force_login(padaherang.staff[Role.PETUGAS])
    page = reverse("inbox:slip-runs")
    data = {"form_key": str(uuid4()), "line": padaherang.line("box").pk, "sheets": 1}
    shown = client.post(page, data, follow=True).content.decode()
    assert "00001–00002" in shown
    run = SlipRun.objects.get()
    for _ in range(2):
        answer = client.get(reverse("inbox:slip-run", args=[run.pk]))
        assert answer["Content-Type"] == "application/pdf"
    assert SlipRun.objects.count() == 1


def test_what_the_qr_says_is_read_back_and_nothing_else_is() -> None:
    for run_id, number in ((1, 1), (2**63 - 1, 9_999_999), (123_456_789_012_345_678, 42)):
        assert slip_in(code_of(run_id, number)) == (run_id, number)
    for other in ("", "TGS", "TGS::1", "TGS:a:1", "TGS:1:x", "TGS:1:²", "https://x.id/1",
                  "TGS:ZZZZZZZZZZZZZ:1", "TGS:1:99999999", "XXX:1:1"):  # fmt: skip
        assert slip_in(other) is None, other


def test_the_kinds_on_the_slip_are_those_of_the_book() -> None:
    assert list(KINDS) == Kind.choices


def inked(**places: float) -> list[float]:
    ink = [0.0] * len(BOXES)
    for place, value in places.items():
        ink[int(place[1:])] = value
    return ink


def test_only_one_clear_tick_among_empty_boxes_counts() -> None:
    units = [71, 72, 73]
    clear = ticks_in(inked(_1=0.3, _8=0.2, _20=0.12, _22=0.2), units)
    assert (clear.kind, clear.unit, clear.way, clear.is_secret) == ("keluhan", 73, "call", True)
    for doubtful in (inked(_1=0.3, _2=0.3), inked(_1=0.3, _2=0.06), inked(_1=0.06), inked()):
        assert ticks_in(doubtful, units).kind == ""
    assert ticks_in(inked(_12=0.3), units).unit is None, "a box that was not printed"
    assert ticks_in([], units).kind == ""
