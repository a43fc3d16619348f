"""What is typed on a citizen's page."""

from django import forms


class NameForm(forms.Form):
    """The name and address by which we know a citizen."""

    name = forms.CharField(label="Nama", max_length=160, required=False)
    address = forms.CharField(label="Alamat", max_length=240, required=False)


class MergeForm(forms.Form):
    """Whom to join with: by another number of the same person."""

    phone = forms.CharField(
        label="Nomor HP lain dari orang yang sama",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
