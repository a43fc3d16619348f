"""The shape of what is typed at the list: filters, words, the name of a view."""

from typing import Any

from django import forms

from tanggap.workbench.filters import Choices

LABELS = {
    "keadaan": ("Keadaan", "Semua keadaan"),
    "untuk": ("Untuk saya", "Semua orang"),
    "lewat": ("Waktu", "Tepat dan lewat waktu"),
    "jenis": ("Jenis", "Semua jenis"),
    "klasifikasi": ("Klasifikasi", "Semua klasifikasi"),
    "tingkat": ("Tingkat", "Semua tingkat"),
    "unit": ("Unit", "Semua unit"),
    "topik": ("Topik", "Semua topik"),
    "saluran": ("Saluran", "Semua saluran"),
    "pelapor": ("Pelapor", "Semua pelapor"),
    "kurun": ("Diterima", "Kapan saja"),
}


class FilterForm(forms.Form):
    """One choice for each coded filter; sent by GET, so that it lives in the address."""

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, everything) in LABELS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", everything), *choices.by_name[name]],
            )
        for name, label in (("dari", "Dari tanggal"), ("sampai", "Sampai tanggal")):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
            )


class SearchForm(forms.Form):
    """Words to look for; sent empty, it ends the search."""

    use_required_attribute = False
    kata = forms.CharField(
        label="Cari di buku",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ViewForm(forms.Form):
    name = forms.CharField(label="Nama tampilan", max_length=60)
