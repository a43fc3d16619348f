"""What people type about an old book: the file, what its columns hold, what becomes of rows."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from tanggap.base.forms.checks import MB, no_larger_than
from tanggap.gateway.models import Line
from tanggap.logbook.models import BookImport, Kind
from tanggap.logbook.old_book import channel_kind, usual_kind
from tanggap.logbook.old_columns import FIELDS

_TOO_LARGE = "Berkas lebih dari 60 MB. Hapus gambar di dalamnya, atau bagi menurut tahun."
_MOST_CHANNELS = 20


class BookUploadForm(forms.Form):
    """The old book."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label="Berkas buku lama",
        validators=[no_larger_than(60 * MB, _TOO_LARGE)],
        help_text="Excel (.xlsx) atau CSV. Berkas .xls disimpan dulu sebagai .xlsx.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)


class MappingForm(forms.Form):
    """Which column holds what, and what only a person can decide of the whole book."""

    sheets = forms.TypedMultipleChoiceField(
        label="Lembar yang dimasukkan", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    order = forms.ChoiceField(
        label="Tanggal seperti 5/12/25 berarti",
        choices=[("d", "5 Desember (hari dahulu)"), ("m", "12 Mei (bulan dahulu)")],
        widget=forms.RadioSelect,
    )
    same_day = forms.BooleanField(
        label="Tanggal kosong berarti sama dengan baris di atasnya", required=False
    )
    kind = forms.ChoiceField(label="Jenis bila tidak disebut", choices=Kind.choices)
    line = forms.TypedChoiceField(label="Saluran bila tidak disebut", coerce=int)
    open = forms.ChoiceField(
        label="Baris yang belum dijawab dan belum selesai menurut buku lama",
        choices=[
            ("", "Anggap selesai"),
            ("1", "Biarkan terbuka: janji waktunya mulai hari ini"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, brought: BookImport, lines: QuerySet[Line], *args: Any, **kwargs: Any):
        self.found, self.file_name = brought.found, brought.file_name
        self.lines = list(lines)
        sheets = [(n, s) for n, s in enumerate(self.found["sheets"]) if s["rows"]]
        kwargs.setdefault("initial", self._initial([n for n, _ in sheets]))
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["sheets"]
        chosen.choices = [(n, f"{s['name']} ({s['rows']} baris)") for n, s in sheets]
        line: Any = self.fields["line"]
        line.choices = [(one.pk, one.name) for one in self.lines]
        self.labels = list(dict.fromkeys(label for _, s in sheets for label in s["labels"]))
        for place, label in enumerate(self.labels):
            self.fields[f"col_{place}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "(tidak dipakai)"), *FIELDS.items()],
                initial=self.found["fields"].get(label, ""),
            )
        self.words = self._channel_words()
        for place, word in enumerate(self.words):
            self.fields[f"word_{place}"] = forms.TypedChoiceField(
                label=f"«{word}»",
                coerce=int,
                choices=line.choices,
                initial=self._likely_line(word),
            )

    def _initial(self, sheets: list[int]) -> dict[str, Any]:
        usual = next((one for one in self.lines if one.kind == "walk_in"), None)
        first = usual or (self.lines[0] if self.lines else None)
        labels = [label for n in sheets for label in self.found["sheets"][n]["labels"]]
        return {
            "sheets": sheets,
            "order": "d" if self.found["day_first"] else "m",
            "kind": usual_kind([self.file_name, *labels]),
            "line": first.pk if first else None,
            "open": "",
        }

    def _channel_words(self) -> list[str]:
        """Return the words that stand in the column of channels, as it is mapped now."""
        data = self.data if self.is_bound else {}
        counts: Counter[str] = Counter()
        for place, label in enumerate(self.labels):
            asked = data.get(f"col_{place}", self.found["fields"].get(label, ""))
            if asked == "channel":
                counts.update(self.found["values"].get(label, {}))
        return [word for word, _ in counts.most_common(_MOST_CHANNELS)]

    def _likely_line(self, word: str) -> int | None:
        kind = channel_kind(word)
        kinds = {"wa_handphone": ("wa_handphone", "whatsapp")}.get(kind, (kind,))
        found = next((one.pk for one in self.lines if one.kind in kinds), None)
        return found or self.initial.get("line")

    @property
    def columns(self) -> list[tuple[forms.BoundField, str]]:
        """Return the choice of each column, with examples of what stands in it."""
        samples = self.found["samples"]
        return [
            (self[f"col_{place}"], " · ".join(samples.get(label, ())))
            for place, label in enumerate(self.labels)
        ]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [self[f"word_{place}"] for place in range(len(self.words))]

    def clean(self) -> dict[str, Any]:
        # A word whose column was mapped only now is settled by its likely line.
        for place in range(len(self.words)):
            name = f"word_{place}"
            if name in self.errors and name not in self.data:
                del self._errors[name]  # type: ignore[attr-defined]
                self.cleaned_data[name] = self.fields[name].initial
        return self.cleaned_data

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the decisions as the import keeps them."""
        told = self.cleaned_data
        return {
            "sheets": told["sheets"],
            "fields": {
                label: told[f"col_{place}"]
                for place, label in enumerate(self.labels)
                if told.get(f"col_{place}")
            },
            "day_first": told["order"] == "d",
            "same_day": told["same_day"],
            "kind": told["kind"],
            "line": told["line"],
            "channels": {w: told[f"word_{place}"] for place, w in enumerate(self.words)},
            "open": bool(told["open"]),
        }

    @property
    def guessed(self) -> dict[str, Any]:
        """Return the decisions as they stand before anybody has said anything."""
        first = self.initial
        return {
            "sheets": first["sheets"],
            "fields": {k: v for k, v in self.found["fields"].items() if v},
            "day_first": first["order"] == "d",
            "same_day": False,
            "kind": first["kind"],
            "line": first["line"],
            "channels": {w: self._likely_line(w) for w in self.words},
            "open": False,
        }
