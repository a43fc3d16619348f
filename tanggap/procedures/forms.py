"""What is typed about governing documents and daftar tilik."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tanggap.base.forms import say_when_empty
from tanggap.base.forms.checks import MB, no_larger_than
from tanggap.base.forms.fields import day_field, words_field
from tanggap.base.models import Facility, Unit
from tanggap.base.queries import open_units
from tanggap.base.typed import plain
from tanggap.procedures.actions import ChangeDraft, Content, Head, Look, RoundDraft, StepDraft
from tanggap.procedures.actions.drafting import MOST_CHANGES, MOST_STEPS
from tanggap.procedures.models import Checklist, Document, Revision, Seen, Step
from tanggap.procedures.queries import revisions_held, words_of_revision
from tanggap.procedures.rules import TEXT_KEYS, Outline, headings_of, revision_in

_TOO_LARGE = "Berkas lebih dari 20 MB. Pilih yang lebih kecil."


class RevisionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A revision, told apart by kind, number and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.document.get_kind_display()} {obj.number}: {obj.document.title}"


class HeadForm(forms.Form):
    """The header of a document, and from when until when it holds."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label="Jenis",
        choices=[row for row in Document.Kind.choices if row[0] != Document.Kind.CHECKLIST],
    )
    title = forms.CharField(
        label="Judul",
        max_length=200,
        help_text="Tanpa kata «SK» atau «SOP», misalnya «Penanganan Pengaduan».",
    )
    number = forms.CharField(
        label="Nomor dokumen",
        max_length=80,
        required=False,
        help_text="Misalnya 440/422-SK/PKM.PDH/IV/2023. Boleh menyusul sampai ditetapkan.",
    )
    revision = forms.CharField(
        label="Nomor revisi",
        max_length=5,
        required=False,
        help_text="«-» atau «00» bila belum pernah direvisi. SOP yang ditulis di sini "
        "menghitung sendiri dari rekaman historisnya.",
    )
    issued_on = day_field("Tanggal terbit", required=False)
    valid_from = day_field("Mulai berlaku", required=False)
    valid_to = day_field("Berlaku sampai", "Kosong bila berlaku sampai diganti.", required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", required=False)
    replaces = RevisionChoice(Revision.objects.none(), label="Menggantikan", required=False)
    note = forms.CharField(
        label="Keterangan",
        max_length=200,
        required=False,
        help_text="Misalnya «nomor dibetulkan dari …/III/2023».",
    )
    outline = forms.ChoiceField(
        label="Susunan SOP",
        choices=Outline.choices(),
        initial=Outline.TEN.value,
        help_text="Hanya untuk SOP.",
    )
    is_signed = forms.BooleanField(
        label="Dokumen ini sudah ditandatangani kepala di atas kertas",
        required=False,
        help_text="Langsung tercatat berlaku; isi nomor dan mulai berlakunya.",
    )

    def __init__(
        self, facility: Facility, *args: Any, revision: Revision | None, **more: Any
    ) -> None:
        if revision is not None:
            more["initial"] = _head_of(revision) | more.get("initial", {})
        super().__init__(*args, **more)
        unit, replaces = self.fields["unit"], self.fields["replaces"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(replaces, forms.ModelChoiceField)  # noqa: S101 - declared above
        unit.queryset = open_units(facility, timezone.localdate())
        replaces.queryset = revisions_held(facility)
        say_when_empty(unit, "Seluruh puskesmas")
        say_when_empty(replaces, "Tidak menggantikan dokumen lain")
        if revision is not None:
            del self.fields["is_signed"]
            self._keep_what_is_the_documents(revision)

    def _keep_what_is_the_documents(self, revision: Revision) -> None:
        """Let kind, title and unit stand once a revision was enacted under them."""
        if revision.document.revisions.exclude(enacted_at=None).exists():
            for name in ("kind", "title", "unit"):
                self.fields[name].disabled = True
            self.fields["title"].help_text = (
                "Judul dan jenis tetap. Judul lain? Daftarkan sebagai dokumen baru yang "
                "menggantikan dokumen ini."
            )

    def clean_revision(self) -> str:
        typed = str(self.cleaned_data["revision"])
        if revision_in(typed) is None:
            raise ValidationError("Tulis angka, atau «-» bila belum pernah direvisi.")
        return typed

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_signed"):
            for name, advice in (
                ("number", "Tulis nomornya seperti di dokumen yang ditandatangani."),
                ("valid_from", "Tulis mulai kapan dokumen itu berlaku."),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, advice)
        return said

    @property
    def head(self) -> Head:
        said = self.cleaned_data
        typed = said["revision"].strip()
        return Head(
            kind=said["kind"],
            title=said["title"],
            number=said["number"],
            revision=revision_in(typed) or 0,
            unrevised_as="00" if typed.startswith("0") else "-",
            issued_on=said["issued_on"],
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            unit=said["unit"],
            replaces=said["replaces"],
            note=said["note"],
            outline=said["outline"],
        )


def _head_of(revision: Revision) -> dict[str, Any]:
    document = revision.document
    return {
        "kind": document.kind,
        "title": document.title,
        "unit": document.unit_id,
        "number": revision.number,
        "revision": words_of_revision(revision),
        "issued_on": revision.issued_on,
        "valid_from": revision.valid_from,
        "valid_to": revision.valid_to,
        "replaces": revision.replaces_id,
        "note": revision.note,
        "outline": revision.outline,
    }


class EnactForm(forms.Form):
    """What the head says when a draft becomes what holds."""

    number = forms.CharField(label="Nomor dokumen", max_length=80)
    issued_on = day_field("Tanggal terbit")
    valid_from = day_field("Mulai berlaku")


class RevokeForm(forms.Form):
    on = day_field("Dicabut per tanggal")


class DocumentFileForm(forms.Form):
    """A file of a document: a scan, a PDF, a DOCX."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label="Berkas",
        help_text="Pindaian bertanda tangan, PDF, atau DOCX; paling besar 20 MB.",
        validators=[no_larger_than(20 * MB, _TOO_LARGE)],
    )


# ---------------------------------------------------------------- SOP


_words = partial(words_field, most=8000, required=False)


class SopForm(forms.Form):
    """The texts under the headings; which stand where, the outline says."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    outline = forms.ChoiceField(label="Susunan", choices=Outline.choices())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        labels = {one.key: one.label for one in headings_of(Outline.ELEVEN)}
        labels["steps"] = "Prosedur: sebelum langkah-langkah"
        advice = {
            "tools": "Dicetak hanya pada susunan 11 judul. Pada 10 judul tulis di Prosedur.",
            "steps": "Misalnya persiapan alat dan petugas yang melaksanakan. Langkahnya sendiri "
            "ditulis di bawah.",
            "policy": "SK yang menjadi dasar. Tulis {puskesmas} dan {kepala}: namanya terisi dari "
            "profil yang berlaku.",
        }
        for key in TEXT_KEYS:
            self.fields[f"text_{key}"] = _words(labels[key], 3, help_text=advice.get(key, ""))

    def texts(self) -> dict[str, str]:
        said = self.cleaned_data
        return {key: said[f"text_{key}"].replace("\r\n", "\n") for key in TEXT_KEYS}

    def seen_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None


class StepForm(forms.Form):
    text = _words("Langkah", 2)
    actor = forms.CharField(label="Pelaksana", max_length=120, required=False)
    output = forms.CharField(label="Hasil", max_length=160, required=False)
    short = forms.CharField(label="Di diagram (singkat)", max_length=200, required=False)


class ChangeForm(forms.Form):
    what = _words("Yang diubah", 2)
    content = _words("Isi perubahan", 2)
    since = forms.CharField(
        label="Tanggal mulai diberlakukan",
        max_length=40,
        required=False,
        help_text="Misalnya «April 2023».",
    )


StepForms = forms.formset_factory(StepForm, extra=2, max_num=MOST_STEPS, validate_max=True)
ChangeForms = forms.formset_factory(ChangeForm, extra=1, max_num=MOST_CHANGES, validate_max=True)


def content_in(form: SopForm, steps: Any, changes: Any) -> Content:
    """Return the SOP as typed; a row with nothing in it is left out."""
    return Content(
        form.cleaned_data["outline"],
        form.texts(),
        tuple(
            StepDraft(plain(row["text"]), row["actor"], row["output"], row["short"])
            for row in (one.cleaned_data for one in steps)
            if row.get("text")
        ),
        tuple(
            ChangeDraft(plain(row["what"]), plain(row["content"]), row["since"])
            for row in (one.cleaned_data for one in changes)
            if row.get("what") or row.get("content")
        ),
    )


# ---------------------------------------------------------------- daftar tilik


class ChecklistForm(forms.Form):
    """The header of a daftar tilik, its threshold and its third column."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    number = forms.CharField(label="Nomor dokumen daftar tilik", max_length=80)
    threshold = forms.IntegerField(
        label="Ambang kepatuhan (%)", min_value=1, max_value=100, initial=80
    )
    has_not_applicable = forms.BooleanField(
        label="Pakai kolom «Tidak berlaku»",
        required=False,
        help_text="Langkah yang tidak berlaku tidak dihitung.",
    )


class RoundForm(forms.Form):
    """A sheet filled in: its header, and a mark for every step."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", empty_label=None)
    performer = forms.CharField(label="Nama pelaksana", max_length=120)
    done_on = day_field("Tanggal pelaksanaan")
    auditee = forms.CharField(label="Auditee", max_length=120)
    auditor = forms.CharField(label="Pelaksana/auditor", max_length=120)
    note = _words("Catatan", 2)

    def __init__(
        self,
        facility: Facility,
        checklist: Checklist,
        steps: Sequence[Step],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.steps = steps
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101 - declared above
        unit.queryset = open_units(facility, timezone.localdate())
        marks = list(Seen.Mark.choices)
        if not checklist.has_not_applicable:
            marks = marks[:2]
        for number, step in enumerate(steps, start=1):
            self.fields[f"mark_{step.pk}"] = forms.ChoiceField(
                label=f"Hasil langkah {number}",
                choices=marks,
                widget=forms.RadioSelect,
                error_messages={"required": "Pilih Ya atau Tidak."},
            )
            self.fields[f"note_{step.pk}"] = forms.CharField(
                label=f"Keterangan langkah {number}", max_length=200, required=False
            )

    def clean_done_on(self) -> date:
        day: date = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise ValidationError("Tanggal tidak boleh sesudah hari ini.")
        return day

    def rows(self) -> list[tuple[Step, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"mark_{one.pk}"], self[f"note_{one.pk}"]) for one in self.steps]

    @property
    def draft(self) -> RoundDraft:
        said = self.cleaned_data
        seen = {one.pk: Look(said[f"mark_{one.pk}"], said[f"note_{one.pk}"]) for one in self.steps}
        return RoundDraft(
            unit=said["unit"],
            performer=said["performer"],
            done_on=said["done_on"],
            auditee=said["auditee"],
            auditor=said["auditor"],
            seen=seen,
            note=said["note"],
        )

    def draft_beside(self, proposals: Mapping[int, str], from_: date, to: date) -> RoundDraft:
        """Return the same with what was proposed for each step, and of which days."""
        draft = self.draft
        seen = {
            key: replace(one, proposed=proposals.get(key, "")) for key, one in draft.seen.items()
        }
        return replace(draft, seen=seen, proof_from=from_, proof_to=to)
