"""What people type about a file with many numbers: the file, and which numbers come along."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from tanggap.base.forms.checks import MB, no_larger_than
from tanggap.gateway.models import Line

MOST_SHOWN = 400
_TOO_LARGE = "Berkas lebih dari 2 GB. Buat cadangan tanpa lampiran MMS, lalu coba lagi."


class BackupUploadForm(forms.Form):
    """Which line, and the backup."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Saluran", empty_label=None)
    file = forms.FileField(
        validators=[no_larger_than(2048 * MB, _TOO_LARGE)],
        help_text="Berkas .xml (atau .zip-nya) dari aplikasi SMS Backup & Restore.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.zip,text/xml,application/zip"}),
    )

    def __init__(self, lines: QuerySet[Line], label: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]
        self.fields["file"].label = label


def numbers_field(label: str) -> forms.TypedMultipleChoiceField:
    """Return the field whose boxes stand in the table of numbers."""
    return forms.TypedMultipleChoiceField(label=label, coerce=int, required=False)


class Number(Protocol):
    """Who stands behind a number, as far as the file tells."""

    kind: str

    @property
    def shown(self) -> str: ...


_N = TypeVar("_N", bound=Number)


class NumbersForm(forms.Form, Generic[_N]):
    """Which numbers of a file come along; too many to show are ticked by one box (``rest``)."""

    ticks: ClassVar[str]
    rest = forms.BooleanField(required=False)

    def __init__(self, everybody: Sequence[_N], *args: Any, **kwargs: Any) -> None:
        self.everybody = everybody
        super().__init__(*args, **kwargs)
        asked: Any = self.fields[self.ticks]
        asked.choices = [(place, number.shown) for place, number in enumerate(everybody)]
        self.ticked = self._ticked()

    def is_proposed(self, number: _N) -> bool:
        """Answer whether a number is ticked before anybody looks: people, and nobody else."""
        return number.kind == "person"

    def rank(self, number: _N) -> Any:
        """Return by what the people are put in order, the smallest first."""
        raise NotImplementedError

    def rank_of_other(self, number: _N) -> Any:
        """Return by what short codes and names are put in order, the smallest first."""
        raise NotImplementedError

    @property
    def chosen(self) -> list[int]:
        """Return who comes along, those too many to show in one go."""
        rest = self.more_people if self.cleaned_data["rest"] else []
        return [*self.cleaned_data[self.ticks], *(p for p, n in rest if self.is_proposed(n))]

    @property
    def people(self) -> list[tuple[int, _N]]:
        return self._ordered(lambda number: number.kind == "person", self.rank)

    @property
    def shown_people(self) -> list[tuple[int, _N]]:
        return self.people[:MOST_SHOWN]

    @property
    def more_people(self) -> list[tuple[int, _N]]:
        return self.people[MOST_SHOWN:]

    @property
    def others(self) -> list[tuple[int, _N]]:
        """Return short codes and names of senders, who seldom matter."""
        found = self._ordered(lambda number: number.kind != "person", self.rank_of_other)
        return found[:MOST_SHOWN]

    def _ordered(
        self, is_one: Callable[[_N], bool], rank: Callable[[_N], Any]
    ) -> list[tuple[int, _N]]:
        found = [(place, number) for place, number in enumerate(self.everybody) if is_one(number)]
        return sorted(found, key=lambda one: rank(one[1]))

    def _ticked(self) -> set[int]:
        """Return what is ticked: as sent, or as proposed."""
        if self.is_bound and hasattr(self.data, "getlist"):
            sent = self.data.getlist(self.ticks)
            return {int(place) for place in sent if place.isascii() and place.isdigit()}
        return {place for place, number in enumerate(self.everybody) if self.is_proposed(number)}
