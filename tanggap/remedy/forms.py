"""What is typed about a plan: the plan itself, what was done of it, and its evaluation."""

from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.forms.fields import day_field, words_field
from tanggap.base.forms.files import FilesField
from tanggap.base.models import Facility, Staff, Unit
from tanggap.logbook.queries import visible_to
from tanggap.remedy.actions import MOST_PROOFS, Correction, Judgement, PlanDraft
from tanggap.remedy.form_parts import entries_written
from tanggap.remedy.models import Plan
from tanggap.remedy.queries import entries_behind
from tanggap.remedy.rules import LONGEST, trouble_with_days

_PLAIN = ("problem", "cause", "action", "target", "indicator", "budget", "begins_on", "ends_on")


_words = partial(words_field, most=LONGEST)


class PlanForm(forms.Form):
    """The columns of the RTL table, in their order."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    problem = _words("Masalah", help_text="Apa yang terjadi, tanpa nama warga.")
    cause = _words("Penyebab", required=False)
    action = _words("Rencana tindak lanjut", help_text="Apa yang akan dikerjakan.")
    target = _words("Tujuan/target", required=False)
    indicator = _words(
        "Indikator keberhasilan", help_text="Dari mana tahu berhasil.", required=False
    )
    person = forms.ModelChoiceField(Staff.objects.none(), label="Penanggung jawab")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", required=False)
    begins_on = day_field("Mulai")
    ends_on = day_field("Selesai")
    budget = forms.CharField(label="Biaya/sumber dana", max_length=120, required=False)
    entries = forms.CharField(
        label="Entri asal",
        required=False,
        max_length=8_000,
        help_text="Nomor register entri yang menjadi sebab, satu tiap baris.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        facility: Facility,
        actor: Actor,
        *args: Any,
        held: Plan | None = None,
        entry_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _first(actor, held, entry_id))
        super().__init__(*args, **kwargs)
        self.actor = actor
        people, units = Q(is_active=True), Q(closed_on=None)
        if held is not None:
            people, units = people | Q(pk=held.person_id), units | Q(pk=held.unit_id)
        fields: Any = self.fields
        fields["person"].queryset = Staff.objects.filter(people, facility=facility)
        fields["unit"].queryset = Unit.objects.filter(units, facility=facility)

    def clean_entries(self) -> list[int]:
        return entries_written(self.actor, self.cleaned_data["entries"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("begins_on") and said.get("ends_on"):
            trouble = trouble_with_days(said["begins_on"], said["ends_on"])
            if trouble:
                self.add_error("ends_on", trouble)
        return said

    @property
    def draft(self) -> PlanDraft:
        said = self.cleaned_data
        own = {name: said[name] for name in (*_PLAIN, "person", "unit")}
        return PlanDraft(**own, entry_ids=said["entries"])


def _first(actor: Actor, held: Plan | None, entry_id: int | None) -> dict[str, Any]:
    """Return what the form shows first: what was planned, or an entry to plan for."""
    if held is not None:
        numbers = "\n".join(one.number for one in entries_behind(actor, held))
        own = {name: getattr(held, name) for name in (*_PLAIN, "form_key", "person", "unit")}
        return own | {"entries": numbers}
    plain = {"form_key": uuid4(), "begins_on": timezone.localdate()}
    entry = visible_to(actor).filter(pk=entry_id).first() if entry_id else None
    return plain | ({"entries": entry.number} if entry else {})


class RealisationForm(forms.Form):
    """What was done, when, and the photos or files that show it."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    done_on = day_field("Tanggal realisasi")
    text = _words("Uraian", help_text="Apa yang sudah dikerjakan.")
    proofs = FilesField(
        label="Bukti", most=MOST_PROOFS, help_text="JPG, PNG, atau PDF; tiap berkas ≤ 20 MB."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4(), "done_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class EvaluationForm(forms.Form):
    """Sesuai or tidak sesuai; what does not fit names its correction at once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    judged_on = day_field("Tanggal evaluasi")
    result = forms.ChoiceField(
        label="Hasil evaluasi",
        choices=[("sesuai", "Sesuai"), ("tidak", "Tidak sesuai")],
        widget=forms.RadioSelect,
    )
    of_mismatch = ("reason", "correction", "person", "ends_on")
    reason = _words("Alasan", required=False)
    correction = _words("Tindakan perbaikan", required=False)
    person = forms.ModelChoiceField(
        Staff.objects.none(), label="Penanggung jawab perbaikan", required=False
    )
    ends_on = day_field("Perbaikan selesai paling lambat", required=False)

    def __init__(self, held: Plan, *args: Any, **kwargs: Any) -> None:
        first = {"form_key": uuid4(), "judged_on": timezone.localdate(), "person": held.person_id}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        people = Q(is_active=True) | Q(pk=held.person_id)
        chosen: Any = self.fields["person"]
        chosen.queryset = Staff.objects.filter(people, facility_id=held.facility_id)
        for name in self.of_mismatch:
            self.fields[name].is_sometimes_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("result") != "tidak":
            return said
        for name in self.of_mismatch:
            if not said.get(name) and name not in self.errors:
                self.add_error(name, "Isi bila hasilnya tidak sesuai.")
        first, last = said.get("judged_on"), said.get("ends_on")
        if isinstance(first, date) and isinstance(last, date):
            trouble = trouble_with_days(first, last)
            if trouble:
                self.add_error("ends_on", trouble)
        return said

    @property
    def judgement(self) -> Judgement:
        said = self.cleaned_data
        if said["result"] == "sesuai":
            return Judgement(True, said["judged_on"], said["reason"])
        then = Correction(said["correction"], said["person"], said["ends_on"])
        return Judgement(False, said["judged_on"], said["reason"], then)
