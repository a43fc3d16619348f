"""A plan is made, done, judged; what does not fit is corrected until it does (A-11, A-12)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tanggap.base.acting import NotAllowed, Refused
from tanggap.base.models import HistoryLine, Role
from tanggap.logbook import actions as book
from tanggap.remedy import actions
from tanggap.remedy.actions import Judgement
from tanggap.remedy.models import Plan, PlanSource, Realisation
from tanggap.remedy.queries import (
    chain_of,
    plans_visible_to,
    sources_of,
)
from tanggap.remedy.reminding import reminders_of
from tests.people import Puskesmas
from tests.recap.weeks import refuses, written
from tests.remedy.plans import drafted, judged, mismatch, planned, realised

pytestmark = pytest.mark.django_db


def _states(here: Puskesmas, plan: Plan) -> list[str]:
    rows = chain_of(here.actor(Role.KETUA), plan, timezone.localdate())
    return [row.words for row in rows]


def test_plans_are_numbered_by_year_and_the_same_form_twice_is_one(padaherang: Puskesmas) -> None:
    ketua, key = padaherang.actor(Role.KETUA), uuid4()
    one = actions.plan(ketua, drafted(padaherang), form_key=key)
    again = actions.plan(ketua, drafted(padaherang), form_key=key)
    two = planned(padaherang)
    assert (one.pk, one.sequence, two.sequence) == (again.pk, 1, 2)
    assert HistoryLine.objects.filter(action="remedy.plan").count() == 2
    assert HistoryLine.objects.first().sentence == f"{one.number} direncanakan."


def test_a_mismatch_opens_a_correction_until_it_fits(padaherang: Puskesmas) -> None:
    first = realised(padaherang, planned(padaherang))
    second = judged(padaherang, first, fits=False)
    assert second
    third = judged(padaherang, realised(padaherang, second), fits=False)
    assert third
    assert judged(padaherang, realised(padaherang, third), fits=True) is None
    assert _states(padaherang, third) == [
        f"Tidak sesuai, diperbaiki oleh {second.number}",
        f"Tidak sesuai, diperbaiki oleh {third.number}",
        "Sesuai",
    ]
    assert (third.first_id, third.problem) == (first.pk, first.problem)
    assert third.cause == "Masih antre 50 menit"
    sentence = f"{second.number} dievaluasi: tidak sesuai. Diperbaiki oleh {third.number}."
    assert HistoryLine.objects.filter(sentence=sentence).exists()


def test_pressed_twice_an_evaluation_opens_one_correction(padaherang: Puskesmas) -> None:
    plan, key = realised(padaherang, planned(padaherang)), uuid4()
    for _ in range(2):
        actions.evaluate(padaherang.actor(Role.MUTU), plan, mismatch(padaherang), form_key=key)
    assert Plan.objects.filter(corrects=plan).count() == 1
    assert "sudah dievaluasi" in refuses(Refused, lambda: judged(padaherang, plan, fits=True))


def test_an_evaluation_is_taken_back_while_nothing_was_done_of_its_correction(
    padaherang: Puskesmas,
) -> None:
    plan, ketua = realised(padaherang, planned(padaherang)), padaherang.actor(Role.KETUA)
    second = judged(padaherang, plan, fits=False)
    assert second
    for _ in range(2):
        actions.take_back_evaluation(ketua, plan)
    assert _states(padaherang, plan) == ["Direalisasikan, menunggu evaluasi", "Dibatalkan"]
    third = judged(padaherang, plan, fits=False)
    assert third
    realised(padaherang, third)
    assert third.number in refuses(Refused, lambda: actions.take_back_evaluation(ketua, plan))
    for act in (actions.cancel, actions.restore):
        assert refuses(
            Refused, lambda act=act: act(ketua, second if act == actions.restore else third)
        )


def test_a_realisation_is_taken_back_before_the_evaluation_only(padaherang: Puskesmas) -> None:
    plan, agus = realised(padaherang, planned(padaherang)), padaherang.actor(Role.PJ_UNIT)
    for _ in range(2):
        actions.take_back_realisation(agus, plan)
    assert _states(padaherang, plan) == ["Berjalan"]
    realised(padaherang, plan)
    assert Realisation.objects.count() == 2
    judged(padaherang, plan, fits=True)
    assert refuses(Refused, lambda: actions.take_back_realisation(agus, plan))


def test_a_change_names_its_fields_and_ends_with_the_evaluation(padaherang: Puskesmas) -> None:
    plan, ketua = planned(padaherang), padaherang.actor(Role.KETUA)
    actions.change(ketua, plan, drafted(padaherang))
    assert not HistoryLine.objects.filter(action="remedy.change").exists()
    actions.change(ketua, plan, drafted(padaherang, 30, cause="Loket sempit"))
    told = HistoryLine.objects.get(action="remedy.change").sentence
    assert told == f"{plan.number} diubah: penyebab, selesai."
    judged(padaherang, realised(padaherang, plan), fits=True)
    assert refuses(Refused, lambda: actions.change(ketua, plan, drafted(padaherang)))


def test_a_plan_is_cancelled_and_restored_but_not_once_it_was_done(padaherang: Puskesmas) -> None:
    plan, ketua = planned(padaherang), padaherang.actor(Role.KETUA)
    actions.cancel(ketua, plan)
    assert refuses(Refused, lambda: realised(padaherang, plan))
    actions.restore(ketua, plan)
    realised(padaherang, plan)
    assert "realisasi" in refuses(Refused, lambda: actions.cancel(ketua, plan))


def test_who_is_in_charge_or_heads_the_unit_realises_and_others_do_not(
    padaherang: Puskesmas,
) -> None:
    sari = padaherang.staff[Role.PETUGAS]
    others = planned(padaherang, person=sari, unit=padaherang.units["UKM"])
    own = planned(padaherang, person=sari)
    assert list(plans_visible_to(padaherang.actor(Role.PJ_UNIT))) == [own]
    assert refuses(Refused, lambda: realised(padaherang, others))
    assert refuses(Refused, lambda: realised(padaherang, others, Role.KEPALA))
    realised(padaherang, others, Role.PETUGAS)
    realised(padaherang, own)
    for role in (Role.PETUGAS, Role.PJ_UNIT, Role.AUDITOR, Role.ADMIN):
        said = Judgement(True, timezone.localdate())
        with pytest.raises(NotAllowed):
            actions.evaluate(padaherang.actor(role), own, said, form_key=uuid4())
        with pytest.raises(NotAllowed):
            actions.plan(padaherang.actor(role), drafted(padaherang), form_key=uuid4())


def test_proof_is_kept_with_what_was_done(padaherang: Puskesmas) -> None:
    plan, today = planned(padaherang), timezone.localdate()
    files = [SimpleUploadedFile(f"{n}.txt", b"bukti %d" % n, "text/plain") for n in range(2)]
    made = actions.realise(
        padaherang.actor(Role.KETUA), plan, "Selesai", today, form_key=uuid4(), proofs=files
    )
    assert [one.media.file_name for one in made.proofs.all()] == ["0.txt", "1.txt"]


def test_odd_days_and_empty_words_are_refused_with_a_sentence(padaherang: Puskesmas) -> None:
    plan, today = planned(padaherang), timezone.localdate()
    agus, kepala = padaherang.actor(Role.PJ_UNIT), padaherang.actor(Role.KEPALA)
    later = today + timedelta(days=1)
    assert "hari ini" in refuses(
        Refused, lambda: actions.realise(agus, plan, "x", later, form_key=uuid4())
    )
    assert "uraian" in refuses(
        Refused, lambda: actions.realise(agus, plan, " \r\n", today, form_key=uuid4())
    )
    assert "sesudah direalisasikan" in refuses(Refused, lambda: judged(padaherang, plan, fits=True))
    realised(padaherang, plan)
    bare = Judgement(False, today, "Belum")
    assert "perbaikan" in refuses(
        Refused, lambda: actions.evaluate(kepala, plan, bare, form_key=uuid4())
    )
    assert refuses(Refused, lambda: planned(padaherang, problem=" "))
    assert refuses(Refused, lambda: planned(padaherang, ends_in=-90))


def test_another_health_centre_meets_no_plan(padaherang: Puskesmas, sumbersari: Puskesmas) -> None:
    plan = planned(padaherang)
    stranger = sumbersari.actor(Role.KETUA)
    assert not plans_visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        actions.cancel(stranger, plan)
    with pytest.raises(Refused):
        planned(sumbersari, person=padaherang.staff[Role.PJ_UNIT], unit=None)


# ---------------------------------------------------------------- secrecy


def test_the_accused_meets_no_plan_that_stems_from_the_case_and_no_link_to_it(
    padaherang: Puskesmas,
) -> None:
    today = timezone.localdate()
    case, other = written(padaherang, today), written(padaherang, today)
    book.name_accused(
        padaherang.actor(),
        case,
        [padaherang.staff[Role.KEPALA].pk],
        padaherang.staff[Role.KETUA].pk,
    )
    head, ketua = padaherang.actor(Role.KEPALA), padaherang.actor(Role.KETUA)
    alone = planned(padaherang, entry_ids=[case.pk])
    both = planned(padaherang, entry_ids=[case.pk, other.pk])
    plain = planned(padaherang)
    follows = judged_by_ketua(padaherang, realised(padaherang, alone))
    assert set(plans_visible_to(head)) == {plain}, "the words of a plan tell of all its cases"
    assert len(sources_of(ketua, [both.pk])[both.pk]) == 2
    assert sources_of(head, [alone.pk, both.pk]) == {both.pk: [other.number]}
    assert reminders_of(head, today + timedelta(days=90)).late.first != follows.pk
    assert refuses(Refused, lambda: judged(padaherang, alone, fits=True))
    assert refuses(
        Refused,
        lambda: planned(padaherang, entry_ids=[case.pk], person=padaherang.staff[Role.KEPALA]),
    )


def judged_by_ketua(here: Puskesmas, plan: Plan) -> Plan:
    actions.evaluate(here.actor(Role.KETUA), plan, mismatch(here), form_key=uuid4())
    return Plan.objects.get(corrects=plan)


def test_who_comes_to_be_named_in_a_case_can_no_longer_touch_its_plan(
    padaherang: Puskesmas,
) -> None:
    today = timezone.localdate()
    case, other = written(padaherang, today), written(padaherang, today)
    plan = planned(padaherang, entry_ids=[case.pk, other.pk])
    book.name_accused(padaherang.actor(), case, [padaherang.staff[Role.MUTU].pk], None)
    rina = padaherang.actor(Role.MUTU)
    assert refuses(Refused, lambda: actions.change(rina, plan, drafted(padaherang, entry_ids=[])))
    assert set(PlanSource.objects.values_list("entry", flat=True)) == {case.pk, other.pk}
    assert refuses(Refused, lambda: actions.plan(
        rina, drafted(padaherang, entry_ids=[case.pk]), form_key=uuid4()
    ))  # fmt: skip


def test_who_is_told_of_what_is_overdue(padaherang: Puskesmas) -> None:
    today = timezone.localdate()
    old, _ = planned(padaherang, ends_in=-8), planned(padaherang, ends_in=-3)
    planned(padaherang, ends_in=0)
    realised(padaherang, planned(padaherang, ends_in=-20))
    actors = (padaherang.actor(role) for role in (Role.PJ_UNIT, Role.KEPALA, Role.MUTU))
    found = [reminders_of(one, today).late for one in actors]
    assert [(one.count, one.first) for one in found] == [(2, old.pk), (1, old.pk), (0, None)]
