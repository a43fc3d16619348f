"""What is typed about a meeting: when and where, its agenda, its minutes, what is kept beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.calendar import days_off
from tanggap.base.forms.fields import day_field, hour_field, words_field
from tanggap.base.forms.files import FilesForm
from tanggap.base.models import Facility, Role, Staff
from tanggap.base.papers import chair_on
from tanggap.base.queries import head_of
from tanggap.base.rules import add_working_days
from tanggap.remedy.actions.meeting import MeetingDraft, MinutesDraft, PointLine, PointWords
from tanggap.remedy.analysis import Month
from tanggap.remedy.form_parts import entries_written
from tanggap.remedy.meetings.models import Attendee, Meeting, MeetingPhoto, MeetingPoint
from tanggap.remedy.meetings.queries import mark_of_meeting, mark_of_point, next_month_to_discuss
from tanggap.remedy.meetings.rules import LONGEST, LONGEST_TITLE


def _words(label: str, rows: int, help_text: str = "") -> forms.CharField:
    field = words_field(label, rows, help_text, most=LONGEST, required=False)
    field.is_sometimes_needed = True  # type: ignore[attr-defined]  # no «boleh kosong» beside each
    return field


class _MonthField(forms.CharField):
    """A month as browsers send it: «2026-05»."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-05"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        try:
            return datetime.strptime(said or "", "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        except ValueError:
            raise forms.ValidationError("Tulis bulannya seperti 2026-05.") from None


class MeetingForm(forms.Form):
    """Which month is talked about; when, where, by whom."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    month = _MonthField(label="Bulan yang dibahas")
    held_on = day_field("Tanggal pertemuan")
    begins_at = hour_field("Mulai pukul")
    ends_at = hour_field("Selesai pukul", required=False)
    place = forms.CharField(label="Tempat", max_length=120)
    subject = forms.CharField(label="Acara", max_length=240)
    invited_by = forms.ModelChoiceField(Staff.objects.none(), label="Yang mengundang")
    leader = forms.ModelChoiceField(Staff.objects.none(), label="Pimpinan rapat")
    scribe = forms.ModelChoiceField(Staff.objects.none(), label="Notulis")
    number = forms.CharField(
        label="Nomor undangan",
        max_length=80,
        required=False,
        help_text="Dari buku agenda surat. Bila kosong, dicetak titik-titik.",
    )
    is_extra = forms.BooleanField(
        label="Pertemuan tambahan", required=False, help_text="Selain yang sekali sebulan."
    )

    def __init__(
        self, facility: Facility, actor: Actor, *args: Any, held: Meeting | None = None, **kw: Any
    ) -> None:
        kw.setdefault("initial", _first(facility, actor, held))
        super().__init__(*args, **kw)
        named = [held.invited_by_id, held.leader_id, held.scribe_id] if held else []
        people = Staff.objects.filter(Q(is_active=True) | Q(pk__in=named), facility=facility)
        for name in ("invited_by", "leader", "scribe"):
            field: Any = self.fields[name]
            field.queryset = people

    @property
    def draft(self) -> MeetingDraft:
        said = {key: value for key, value in self.cleaned_data.items() if key != "form_key"}
        return MeetingDraft(**said)


def _first(facility: Facility, actor: Actor, held: Meeting | None) -> dict[str, Any]:
    if held is not None:
        return {name: getattr(held, name) for name in MeetingForm.base_fields}
    today = timezone.localdate()
    last = Meeting.objects.filter(facility=facility, cancelled_at=None).order_by("-held_on").first()
    head, month = head_of(facility, today), next_month_to_discuss(facility, today)
    plain = {
        "form_key": uuid4(),
        "month": month,
        "held_on": _next_meeting_day(facility, month, today),
        "begins_at": last.begins_at if last else time(13, 0),
        "place": last.place if last else "",
        "subject": "Analisis umpan balik masyarakat dan rencana tindak lanjut",
        "invited_by": head.pk if head else None,
        "leader": last.leader_id if last else _chair(facility, actor, today),
    }
    return plain | {"scribe": actor.staff_id}


def _next_meeting_day(facility: Facility, month: date, today: date) -> date:
    """Propose the fourth working day after ``month``, when its book is whole; never a day gone."""
    last = Month.of(month).last
    off = days_off(facility, last, last + timedelta(days=40))
    return max(today, add_working_days(last, 4, off, facility.week_days))


def _chair(facility: Facility, actor: Actor, today: date) -> int | None:
    chair = chair_on(facility, today)
    return chair.pk if chair else actor.staff_id if Role.KETUA in actor.roles else None


class PointForm(forms.Form):
    """One more point for the agenda."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label="Butir acara", max_length=LONGEST_TITLE)
    entries = _words("Entri yang dibahas", 2, "Nomor register, satu tiap baris. Boleh kosong.")

    def __init__(self, actor: Actor, *args: Any, **kw: Any) -> None:
        kw.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kw)
        self.actor = actor

    def clean_entries(self) -> list[int]:
        return entries_written(self.actor, self.cleaned_data["entries"])


class AgendaForm(forms.Form):
    """The words and the order of all points that the reader sees."""

    def __init__(self, points: Sequence[MeetingPoint], *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.points = points
        for number, point in enumerate(points, start=1):
            self.fields[f"urut-{point.pk}"] = forms.IntegerField(
                label=f"Urutan butir {number}", min_value=0, max_value=999, initial=number
            )
            self.fields[f"butir-{point.pk}"] = forms.CharField(
                label=f"Butir {number}",
                max_length=LONGEST_TITLE,
                initial=point.title,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[MeetingPoint, Any, Any]]:
        return [(one, self[f"urut-{one.pk}"], self[f"butir-{one.pk}"]) for one in self.points]

    @property
    def lines(self) -> list[PointLine]:
        said = self.cleaned_data
        return [
            PointLine(one.pk, said[f"butir-{one.pk}"], said[f"urut-{one.pk}"])
            for one in self.points
        ]


class AttendeeForm(forms.Form):
    """One more to invite: of the staff, or from outside by name."""

    staff = forms.ModelChoiceField(Staff.objects.none(), label="Pegawai", required=False)
    name = forms.CharField(label="atau nama peserta dari luar", max_length=120, required=False)
    position = forms.CharField(label="Jabatan/unit", max_length=160, required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        invited = meeting.attendees.filter(staff__isnull=False).values("staff")
        people = Staff.objects.filter(facility_id=meeting.facility_id, is_active=True)
        field: Any = self.fields["staff"]
        field.queryset = people.exclude(pk__in=invited)


@dataclass(frozen=True)
class PointRow:
    """A point on the screen of minutes: its fields, and what somebody else wrote meanwhile."""

    point: MeetingPoint
    discussion: Any
    decision: Any
    settled: Any
    seen: Any
    stored: tuple[str, str] | None


class MinutesForm(forms.Form):
    """All that is typed while people talk, on one screen.

    ``crossed`` are typed words by point that met newer ones of a colleague: they stand in the
    fields again, with what is stored beside them.
    """

    opening = _words("Pembukaan", 2)
    conclusion = _words("Kesimpulan", 3)
    ends_at = hour_field("Selesai pukul", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8_000)
    is_head_crossed = False
    present = forms.TypedMultipleChoiceField(
        label="Yang hadir", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        meeting: Meeting,
        points: Sequence[MeetingPoint],
        people: Sequence[Attendee],
        *args: Any,
        crossed: Mapping[int, PointWords] | None = None,
        **kw: Any,
    ) -> None:
        self.meeting = meeting
        came = [one.pk for one in people if one.is_present]
        initial = {
            "opening": meeting.opening,
            "conclusion": meeting.conclusion,
            "ends_at": meeting.ends_at,
            "seen": mark_of_meeting(meeting),
            "shown": " ".join(map(str, came)),
            "present": came,
        }
        kw["initial"] = {**initial, **kw.get("initial", {})}
        super().__init__(*args, **kw)
        field: Any = self.fields["present"]
        field.choices = [
            (one.pk, f"{one.name}{f', {one.position}' if one.position else ''}") for one in people
        ]
        self.fields["ends_at"].is_sometimes_needed = True  # type: ignore[attr-defined]
        self.fields["present"].is_sometimes_needed = True  # type: ignore[attr-defined]
        self.points, self.crossed = points, crossed or {}
        for point in points:
            self._add(point)

    def _add(self, point: MeetingPoint) -> None:
        typed = self.crossed.get(point.pk)
        key = point.pk
        self.fields[f"bahas-{key}"] = _words("Pembahasan", 3)
        self.fields[f"putus-{key}"] = _words("Keputusan", 2)
        self.fields[f"selesai-{key}"] = forms.BooleanField(
            label="Keputusan lalu ini sudah dilaksanakan", required=False
        )
        self.fields[f"tanda-{key}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=40
        )
        self.initial.update(
            {
                f"bahas-{key}": typed.discussion if typed else point.discussion,
                f"putus-{key}": typed.decision if typed else point.decision,
                f"selesai-{key}": typed.is_settled if typed else point.settled_on is not None,
                f"tanda-{key}": mark_of_point(point),
            }
        )

    @property
    def rows(self) -> list[PointRow]:
        return [
            PointRow(
                one,
                self[f"bahas-{one.pk}"],
                self[f"putus-{one.pk}"],
                self[f"selesai-{one.pk}"],
                self[f"tanda-{one.pk}"],
                (one.discussion, one.decision) if one.pk in self.crossed else None,
            )
            for one in self.points
        ]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Return what the page carries to tell whether somebody else wrote meanwhile."""
        carried = [self["seen"], self["shown"], *(one.seen for one in self.rows)]
        return [(one.html_name, str(one.value() or "")) for one in carried]

    @property
    def draft(self) -> MinutesDraft:
        said = self.cleaned_data
        known = {int(one) for one in said["shown"].split() if one.isascii() and one.isdigit()}
        return MinutesDraft(
            opening=said["opening"],
            conclusion=said["conclusion"],
            seen=said["seen"],
            ends_at=said["ends_at"],
            present=frozenset(said["present"]),
            shown=frozenset(known),
            points=[self._words(one.pk) for one in self.points if f"tanda-{one.pk}" in self.data],
        )

    def _words(self, key: int) -> PointWords:
        said = self.cleaned_data
        return PointWords(
            key,
            said[f"bahas-{key}"],
            said[f"putus-{key}"],
            said[f"selesai-{key}"],
            said[f"tanda-{key}"],
        )


class DiscussionForm(forms.Form):
    """When the result was discussed with the head, and what he decided."""

    on = day_field("Tanggal dibahas")
    decision = words_field(
        "Keputusan kepala", help_text="Misalnya: disetujui, RTL dijalankan.", most=4_000
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        kw.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kw)


class QuotationForm(forms.Form):
    """The words of a quotation, as a person made them."""

    text = words_field("Kutipan", most=1_000)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class PhotoForm(FilesForm):
    """Photos of the meeting, or its signed papers."""

    kind = forms.ChoiceField(label="Jenis", choices=MeetingPhoto.Kind.choices)
