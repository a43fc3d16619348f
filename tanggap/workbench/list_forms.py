"""The shape of what is typed at the list: filters, words, the name of a view."""

from dataclasses import dataclass

from django import forms

from tanggap.workbench.filters import Choices, Filters

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
DAYS = (("dari", "Dari tanggal"), ("sampai", "Sampai tanggal"))


@dataclass(frozen=True)
class Offer:
    """One filter to choose from; without choices it is a date."""

    name: str
    label: str
    value: str
    choices: list[tuple[str, str]]


def offered(choices: Choices, filters: Filters) -> list[Offer]:
    """Return every coded filter with what it is set to.

    Sent by GET, so that it lives in the address, where :func:`read_filters` reads it: a form of
    Django's would only draw it, at 3 ms a page for its widgets.
    """
    in_force = filters.as_dict
    return [
        *(
            Offer(name, label, in_force.get(name, ""), [("", everything), *choices.by_name[name]])
            for name, (label, everything) in LABELS.items()
        ),
        *(Offer(name, label, in_force.get(name, ""), []) for name, label in DAYS),
    ]


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
