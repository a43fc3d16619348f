"""What is typed at a week: the team's remarks."""

from django import forms

from tanggap.recap.actions import LONGEST_REMARKS


class RemarksForm(forms.Form):
    """Remarks, and the mark of those that the page showed."""

    remarks = forms.CharField(
        label="Catatan tim",
        required=False,
        max_length=LONGEST_REMARKS,
        help_text="Apa yang menonjol minggu ini, apa yang perlu dibahas. "
        "Jangan tulis nama atau nomor warga: rekap tidak dapat diubah sesudah ditutup.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
