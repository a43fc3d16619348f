"""What people type about a backup of SMS: the file, and which numbers come along."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from tanggap.gateway.models import Line
from tanggap.inbox.models import SmsImport
from tanggap.inbox.sms_reading import Talk, talks_of

LARGEST_UPLOAD = 2048 * 1024 * 1024
MOST_SHOWN = 400
_MANY = 200
_OLD_AFTER_DAYS = 30


class SmsUploadForm(forms.Form):
    """Which line, and the backup."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    line = forms.ModelChoiceField(Line.objects.none(), label="Saluran", empty_label=None)
    file = forms.FileField(
        label="Berkas cadangan",
        help_text="Berkas .xml (atau .zip-nya) dari aplikasi SMS Backup & Restore.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.zip,text/xml,application/zip"}),
    )

    def __init__(self, lines: QuerySet[Line], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form_key": uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(
                "Berkas lebih dari 2 GB. Buat cadangan tanpa lampiran MMS, lalu coba lagi."
            )
        return file


class SmsConfirmForm(forms.Form):
    """Which conversations come in, from when on, and what waits for triage."""

    talks = forms.TypedMultipleChoiceField(
        label="Nomor yang SMS-nya ikut", coerce=int, required=False
    )
    rest = forms.BooleanField(required=False)
    since = forms.DateField(
        label="Bawa SMS sejak tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Kosongkan untuk semua.",
    )
    sort_from = forms.DateField(
        label="Yang perlu dipilah: SMS sejak tanggal",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="SMS yang lebih lama tetap masuk dan dapat dibaca di halaman warga, tetapi "
        "tidak menumpuk di Pilah pesan. Kosongkan bila semuanya perlu dipilah.",
    )

    def __init__(self, brought: SmsImport, *args: Any, **kwargs: Any) -> None:
        self.all_talks = talks_of(brought)
        waiting = sum(t.came - t.known for t in self.all_talks if t.kind == "person")
        if waiting > _MANY:
            month_ago = timezone.localdate() - timedelta(days=_OLD_AFTER_DAYS)
            kwargs.setdefault("initial", {"sort_from": month_ago})
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["talks"]
        asked.choices = [(place, talk.shown) for place, talk in enumerate(self.all_talks)]
        self.ticked = self._ticked()

    def _ticked(self) -> set[int]:
        """Return what is ticked: as sent, or people and nobody else."""
        if self.is_bound and hasattr(self.data, "getlist"):
            return {int(v) for v in self.data.getlist("talks") if v.isascii() and v.isdigit()}
        return {place for place, talk in enumerate(self.all_talks) if talk.kind == "person"}

    @property
    def chosen(self) -> list[int]:
        """Return the conversations that come along, those too many to show in one go."""
        rest = [place for place, _ in self.more_people] if self.cleaned_data["rest"] else []
        return [*self.cleaned_data["talks"], *rest]

    @property
    def people(self) -> list[tuple[int, Talk]]:
        """Return the people: those with a name on the handphone first, who may be private."""
        found = [(p, t) for p, t in enumerate(self.all_talks) if t.kind == "person"]
        return sorted(found, key=lambda one: (not one[1].contact, -one[1].count))

    @property
    def shown_people(self) -> list[tuple[int, Talk]]:
        return self.people[:MOST_SHOWN]

    @property
    def more_people(self) -> list[tuple[int, Talk]]:
        return self.people[MOST_SHOWN:]

    @property
    def others(self) -> list[tuple[int, Talk]]:
        """Return names of senders and short codes, most SMS first."""
        found = [(p, t) for p, t in enumerate(self.all_talks) if t.kind != "person"]
        return sorted(found, key=lambda one: -one[1].count)[:MOST_SHOWN]
