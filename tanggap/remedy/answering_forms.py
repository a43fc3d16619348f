"""What is typed for everybody behind a plan."""

from typing import Any
from uuid import uuid4

from django import forms

from tanggap.remedy.actions import AnsweringWords
from tanggap.remedy.answering import FIRST_BOARD, FIRST_WORDS
from tanggap.remedy.rules import LONGEST
from tanggap.reply.examples import templates
from tanggap.reply.models import ReplyTemplate


class AnsweringForm(forms.Form):
    """One text for each person, one for the notice board, and the approved template."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Isi balasan",
        max_length=LONGEST,
        required=False,
        help_text="{nama} dan {nomor} diisi sendiri untuk tiap orang. Ganti bagian dalam [ ].",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    template = forms.ModelChoiceField(
        ReplyTemplate.objects.none(),
        label="Templat WhatsApp untuk jendela yang sudah tertutup",
        required=False,
        empty_label="Tanpa templat: telepon atau kirim lewat HP",
    )
    board_text = forms.CharField(
        label="Isi lembar papan pengumuman",
        max_length=LONGEST,
        required=False,
        help_text="Dibaca semua orang: hanya topik dan apa yang dikerjakan, tanpa nama.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, facility_id: int, *args: Any, **kwargs: Any) -> None:
        first = {"form_key": uuid4(), "text": FIRST_WORDS, "board_text": FIRST_BOARD}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        offered = templates(facility_id).exclude(approved_name="")
        field: Any = self.fields["template"]
        field.queryset = offered
        if not offered.exists():
            del self.fields["template"]

    @property
    def words(self) -> AnsweringWords:
        said = self.cleaned_data
        return AnsweringWords(said["text"], said["board_text"], said.get("template"))
