"""The plans of the tests of remedy: made by the ketua, carried out by the PJ of UKP."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tanggap.base.models import Role
from tanggap.remedy import actions
from tanggap.remedy.actions import Correction, Judgement, PlanDraft
from tanggap.remedy.models import Plan
from tests.people import Puskesmas


def drafted(here: Puskesmas, ends_in: int = 14, **more: Any) -> PlanDraft:
    """Return a plan that began two months ago and ends ``ends_in`` days from now."""
    today = timezone.localdate()
    plain: dict[str, Any] = {
        "problem": "Antre obat lama",
        "cause": "Satu petugas di loket",
        "action": "Tambah petugas pada jam ramai",
        "target": "Antre paling lama 30 menit",
        "indicator": "Waktu tunggu rata-rata",
        "person": here.staff[Role.PJ_UNIT],
        "unit": here.units["UKP"],
        "begins_on": today - timedelta(days=60),
        "ends_on": today + timedelta(days=ends_in),
        "budget": "BLUD",
    }
    return PlanDraft(**{**plain, **more})


def planned(here: Puskesmas, ends_in: int = 14, **more: Any) -> Plan:
    draft = drafted(here, ends_in, **more)
    return actions.plan(here.actor(Role.KETUA), draft, form_key=uuid4())


def realised(here: Puskesmas, plan: Plan, role: Role = Role.PJ_UNIT) -> Plan:
    today = timezone.localdate()
    actions.realise(here.actor(role), plan, "Dua petugas di loket", today, form_key=uuid4())
    return plan


def mismatch(here: Puskesmas) -> Judgement:
    today = timezone.localdate()
    then = Correction("Atur jadwal istirahat", here.staff[Role.PJ_UNIT], today + timedelta(days=30))
    return Judgement(fits=False, judged_on=today, reason="Masih antre 50 menit", correction=then)


def judged(here: Puskesmas, plan: Plan, *, fits: bool) -> Plan | None:
    """Evaluate a plan; return the one that corrects it."""
    said = Judgement(True, timezone.localdate()) if fits else mismatch(here)
    actions.evaluate(here.actor(Role.KEPALA), plan, said, form_key=uuid4())
    return Plan.objects.filter(corrects=plan, cancelled_at=None).first()
