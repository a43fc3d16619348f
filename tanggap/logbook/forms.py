"""What is typed about an entry: few fields first, the rest folded."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone

from tanggap.base.models import Facility, Staff, Unit
from tanggap.base.queries import open_units
from tanggap.gateway.models import Line
from tanggap.logbook.drafts import EntryDraft
from tanggap.logbook.models import Class, Kind, Reporter, Severity, Topic
from tanggap.logbook.queries import open_topics

_IN_ROWS = {"class": "choices"}
FIRST = ("kind", "text", "topic", "unit", "severity")
FOLDED: Mapping[str, tuple[str, ...]] = {
    "Kejadian dan tindak lanjut segera": (
        "happened",
        "place",
        "wish",
        "immediate_action",
        "reporter",
        "is_complete",
    ),
    "Klasifikasi dan kerahasiaan": ("klass", "is_anonymous", "is_secret"),
    "Menyangkut pegawai": ("accused", "sees_instead"),
    "Topik dan unit lain": ("more_topics", "more_units"),
}


@cache
def unit_group_of_topic() -> dict[str, str]:
    """Return which unit a topic usually is for (§9.2), by the topic's key."""
    text = resources.files("tanggap.logbook").joinpath("topics.json").read_text("utf-8")
    return {row["key"]: row["unit_group"] for row in json.loads(text)}


class EntryForm(forms.Form):
    """One entry, new or corrected; ``draft`` gives what the actions take."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(
        Line.objects.none(), label="Diterima lewat", empty_label="Pilih saluran"
    )
    received_at = forms.DateTimeField(
        label="Tanggal dan jam diterima",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    kind = forms.ChoiceField(
        label="Jenis", choices=Kind.choices, widget=forms.RadioSelect(attrs=_IN_ROWS)
    )
    text = forms.CharField(
        label="Uraian",
        help_text="Apa yang disampaikan, dengan kata orangnya sendiri.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label="Topik", required=False, empty_label="Belum ditentukan"
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Unit terkait",
        help_text="Perlu dipilih bila topiknya belum ditentukan.",
        required=False,
        empty_label="Menurut topik",
    )
    unit.is_sometimes_needed = True  # type: ignore[attr-defined]
    severity = forms.ChoiceField(
        label="Tingkat",
        choices=Severity.choices,
        widget=forms.RadioSelect(attrs=_IN_ROWS),
        initial=Severity.GREEN,
    )
    happened = forms.CharField(label="Waktu kejadian", max_length=120, required=False)
    place = forms.CharField(label="Tempat kejadian", max_length=120, required=False)
    wish = forms.CharField(label="Yang diharapkan", max_length=300, required=False)
    immediate_action = forms.CharField(
        label="Tindak lanjut segera",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reporter = forms.ChoiceField(
        label="Pelapor", choices=Reporter.choices, initial=Reporter.UNKNOWN
    )
    is_complete = forms.BooleanField(
        label="Pengaduan sudah lengkap",
        required=False,
        help_text="Jelas apa, kapan, dan di mana. Bila belum, kelengkapan diminta nanti.",
    )
    klass = forms.ChoiceField(
        label="Klasifikasi",
        required=False,
        choices=[("", "Menurut jenis"), *Class.choices],
        help_text="Menentukan batas waktu. Berkadar pengawasan: dugaan pungutan liar, "
        "penyalahgunaan wewenang, atau pelanggaran disiplin.",
    )
    is_anonymous = forms.BooleanField(
        label="Pelapor minta namanya tidak disebut (anonim)", required=False
    )
    is_secret = forms.BooleanField(
        label="Rahasia: isinya tidak diumumkan", required=False, initial=True
    )
    accused = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label="Pegawai yang diadukan",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_IN_ROWS),
        help_text="Pegawai ini tidak akan menemukan entri ini di mana pun.",
    )
    sees_instead = forms.ModelChoiceField(
        Staff.objects.none(),
        label="Pejabat pengganti yang menangani",
        required=False,
        empty_label="Atasan seperti biasa",
        help_text="Wajib bila yang diadukan kepala puskesmas.",
    )
    more_topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label="Topik lain",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_IN_ROWS),
    )
    more_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label="Unit lain yang terkait",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_IN_ROWS),
    )

    def __init__(
        self,
        facility: Facility,
        *args: Any,
        with_source: bool = False,
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        """``with_source`` asks line and time too: where no message tells them.

        A correction (not ``is_new``) does not ask for completeness: that is an act of its own.
        """
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["is_complete"]
        self.with_source = with_source
        if not with_source:
            del self.fields["line"], self.fields["received_at"]
        today = timezone.localdate()
        staff = Staff.objects.filter(facility=facility, is_active=True)
        chosen = {
            "topic": open_topics(facility.pk),
            "more_topics": open_topics(facility.pk),
            "unit": open_units(facility, today),
            "more_units": open_units(facility, today),
            "accused": staff,
            "sees_instead": staff,
            "line": Line.objects.filter(facility=facility),
        }
        for name, rows in chosen.items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "unit" in data and not self._unit_ids(data):
            self.add_error("unit", "Pilih unit terkait, atau topik yang menunjuk unitnya.")
        return data

    def _unit_ids(self, data: Mapping[str, Any]) -> tuple[int, ...]:
        chosen = [data.get("unit"), *(data.get("more_units") or ())]
        ids = dict.fromkeys(unit.pk for unit in chosen if unit is not None)
        return tuple(ids) or self._suggested(data.get("topic"))

    def _suggested(self, topic: Topic | None) -> tuple[int, ...]:
        group = unit_group_of_topic().get(topic.key, "") if topic else ""
        units = self.fields["unit"].queryset  # type: ignore[attr-defined]
        found = units.filter(code=group).first() or units.filter(group=group or "-").first()
        return (found.pk,) if found else ()

    @property
    def key(self) -> UUID:
        key: UUID = self.cleaned_data["form_key"]
        return key

    @property
    def draft(self) -> EntryDraft:
        data = self.cleaned_data
        topics = [data["topic"], *data["more_topics"]]
        substitute, line = data["sees_instead"], data.get("line")
        plain = "kind text klass severity reporter is_anonymous is_secret happened place wish"
        return EntryDraft(
            **{name: data[name] for name in plain.split()},
            immediate_action=data["immediate_action"],
            is_complete=data.get("is_complete", False),
            topics=tuple(dict.fromkeys(topic.pk for topic in topics if topic)),
            units=self._unit_ids(data),
            accused=tuple(staff.pk for staff in data["accused"]),
            sees_instead=substitute.pk if substitute else None,
            line_id=line.pk if line else None,
            received_at=data.get("received_at"),
        )

    @property
    def source_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("line", "received_at") if name in self.fields]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def folded_fields(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Return the folded parts: heading, fields, and whether it stands open."""
        return [
            (
                heading,
                [self[name] for name in names if name in self.fields],
                self._stands_open(names),
            )
            for heading, names in FOLDED.items()
        ]

    def _stands_open(self, names: Sequence[str]) -> bool:
        if any(name in self.errors for name in names):
            return True
        if "accused" in names and self.initial.get("about_staff"):
            return True
        usual = {"reporter": Reporter.UNKNOWN, "is_secret": True}
        given = {name: self.initial.get(name) for name in names if self.initial.get(name)}
        return any(value != usual.get(name) for name, value in given.items())


def fresh(**known: object) -> dict[str, object]:
    """Return what a new form starts from: its own key, and what is known already."""
    return {"form_key": uuid4(), **known}


def initial_of(draft: EntryDraft) -> dict[str, object]:
    """Return what a correction starts from: the entry as it stands."""
    plain = "kind text klass severity reporter is_anonymous is_secret happened place wish"
    topics, units = list(draft.topics), list(draft.units)
    return {
        **{name: getattr(draft, name) for name in plain.split()},
        "form_key": uuid4(),
        "immediate_action": draft.immediate_action,
        "topic": topics[0] if topics else None,
        "more_topics": topics[1:],
        "unit": units[0] if units else None,
        "more_units": units[1:],
        "accused": list(draft.accused),
        "sees_instead": draft.sees_instead,
        "line": draft.line_id,
        "received_at": draft.received_at,
    }
