"""What people type about a call log: the file, and which numbers are to be rung back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tanggap.inbox.calls_reading import Caller, callers_of
from tanggap.inbox.models import CallsImport
from tanggap.inbox.sms_forms import SmsUploadForm

MOST_SHOWN = 400
_OLD_AFTER_DAYS = 14


class CallsUploadForm(SmsUploadForm):
    """Which line, and the call log."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "Berkas riwayat panggilan"


class CallsConfirmForm(forms.Form):
    """Which numbers are to be rung back, and since when."""

    callers = forms.TypedMultipleChoiceField(
        label="Nomor yang ditelepon balik", coerce=int, required=False
    )
    rest = forms.BooleanField(required=False)
    since = forms.DateField(
        label="Telepon tak terjawab sejak tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Yang lebih lama tidak dimasukkan. Kosongkan untuk semua.",
    )

    def __init__(self, brought: CallsImport, *args: Any, **kwargs: Any) -> None:
        self.everybody = callers_of(brought)
        since = timezone.localdate() - timedelta(days=_OLD_AFTER_DAYS)
        kwargs.setdefault("initial", {"since": since})
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["callers"]
        asked.choices = [(place, caller.shown) for place, caller in enumerate(self.everybody)]
        self.ticked = self._ticked()

    def _ticked(self) -> set[int]:
        """Return what is ticked: as sent, or people who were not spoken with since."""
        if self.is_bound and hasattr(self.data, "getlist"):
            return {int(v) for v in self.data.getlist("callers") if v.isascii() and v.isdigit()}
        return {place for place, caller in enumerate(self.everybody) if is_to_be_rung(caller)}

    @property
    def chosen(self) -> list[int]:
        """Return whom to ring back, those too many to show in one go."""
        rest = self.more_people if self.cleaned_data["rest"] else []
        return [*self.cleaned_data["callers"], *(p for p, c in rest if is_to_be_rung(c))]

    @property
    def people(self) -> list[tuple[int, Caller]]:
        """Return the people, the last to ring first."""
        found = [(p, c) for p, c in enumerate(self.everybody) if c.kind == "person"]
        return sorted(found, key=lambda one: one[1].last, reverse=True)

    @property
    def shown_people(self) -> list[tuple[int, Caller]]:
        return self.people[:MOST_SHOWN]

    @property
    def more_people(self) -> list[tuple[int, Caller]]:
        return self.people[MOST_SHOWN:]

    @property
    def others(self) -> list[tuple[int, Caller]]:
        """Return short codes and names, which seldom wait for a call."""
        found = [(p, c) for p, c in enumerate(self.everybody) if c.kind != "person"]
        return sorted(found, key=lambda one: -one[1].missed)[:MOST_SHOWN]


def is_to_be_rung(caller: Caller) -> bool:
    """Answer whether a number is proposed to be rung back."""
    return caller.kind == "person" and not caller.was_rung_back
