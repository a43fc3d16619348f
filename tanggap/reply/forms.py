"""The shape of what is typed about answers."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from tanggap.base.forms.fields import DayInput
from tanggap.base.typed import plain
from tanggap.reply.destinations import Destination
from tanggap.reply.models import ApprovalRule
from tanggap.reply.rules import FIELDS, unfilled, unknown_fields


class AnswerForm(forms.Form):
    """The composer: to whom and which way, and the words."""

    to = forms.ChoiceField(label="Kirim lewat", required=False)
    text = forms.CharField(
        label="Isi jawaban", widget=forms.Textarea(attrs={"rows": 9}), max_length=4000
    )
    template = forms.CharField(widget=forms.HiddenInput, required=False)
    reply = forms.CharField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, offered: Sequence[Destination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.value: one for one in offered}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.value, one.label) for one in offered]
        if any(one.is_public for one in offered):  # a fixed sentence needs no other words
            self.fields["text"].required = False
            self.fields["text"].help_text = "Kosong hanya untuk kalimat tetap di bawah komentar."

    def clean_text(self) -> str:
        text = plain(str(self.cleaned_data["text"]))
        if left := unfilled(text):
            raise forms.ValidationError(f"Lengkapi dahulu bagian «{left[0]}».")
        return text

    def _check_words(self, text: str) -> None:
        """Let nobody believe that typed words stood beneath a comment, or that none are needed."""
        is_public = self.destination.is_public
        if is_public and text and text != self.destination.sentence:
            self.add_error(
                "text",
                "Balasan di bawah komentar dibaca semua orang dan hanya berisi kalimat tetap. "
                "Kosongkan isi jawaban, atau pilih balasan pribadi.",
            )
        elif not is_public and not text:
            self.add_error("text", "Tulis dahulu isi jawabannya.")

    @property
    def destination(self) -> Destination:
        """The way chosen; where nobody chose, the most natural one that is open now."""
        chosen = self.cleaned_data.get("to", "")
        ways = list(self.offered.values())
        return self.offered.get(chosen) or next((one for one in ways if one.is_open), ways[0])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.offered and not self.errors and not self.destination.is_open:
            self.add_error("to", self.destination.note or _CLOSED)
        if self.offered and not self.errors:
            self._check_words(str(cleaned.get("text", "")))
        return cleaned


_CLOSED = (
    "Jendela 24 jam sudah tertutup. Pilih contoh jawaban yang disetujui WhatsApp, atau cara lain."
)


class ReturnForm(forms.Form):
    note = forms.CharField(
        label="Yang perlu diperbaiki",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GivenForm(forms.Form):
    """When a text was posted on the board: today, or the day written here."""

    on = forms.DateField(label="Tanggal ditempel", widget=DayInput(), initial=timezone.localdate)


class TemplateForm(forms.Form):
    """An example answer and, where WhatsApp approved the same text, its name there."""

    name = forms.CharField(label="Nama contoh", max_length=80)
    body = forms.CharField(
        label="Isi",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=4000,
        help_text="Bagian yang diisi petugas ditulis dalam kurung siku, misalnya "
        "[isi tindak lanjut].",
    )
    approved_name = forms.CharField(
        label="Nama templat di WhatsApp",
        max_length=120,
        required=False,
        help_text="Hanya bila teks yang sama sudah disetujui di WhatsApp Manager. Dipakai "
        "untuk menjawab setelah jendela 24 jam tertutup.",
    )
    approved_fields = forms.CharField(
        label="Urutan isian templat",
        required=False,
        help_text="Isian {{1}}, {{2}} … di WhatsApp, berurutan, misalnya: nama, nomor.",
    )

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        _refuse_unknown(unknown_fields(body))
        return body

    def clean_approved_fields(self) -> list[str]:
        typed = str(self.cleaned_data["approved_fields"]).replace("{", "").replace("}", "")
        names = [name.strip().lower() for name in typed.split(",") if name.strip()]
        _refuse_unknown([name for name in names if name not in FIELDS])
        return names


def _refuse_unknown(names: list[str]) -> None:
    if names:
        raise forms.ValidationError(
            f"Isian {{{names[0]}}} tidak dikenal. Yang dapat dipakai: "
            + ", ".join("{" + name + "}" for name in FIELDS)
            + "."
        )


class ApprovalForm(forms.Form):
    covers = forms.ChoiceField(
        label="Jawaban yang perlu disetujui dahulu",
        choices=ApprovalRule.Covers.choices,
        widget=forms.RadioSelect,
    )
