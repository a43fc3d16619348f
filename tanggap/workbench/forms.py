"""The sample form of the components page: one field of every sort."""

from django import forms

from tanggap.base.forms.fields import day_field


class SampleForm(forms.Form):
    name = forms.CharField(label="Nama", max_length=120, help_text="Seperti di KTP.")
    phone = forms.CharField(label="Nomor HP", required=False)
    told = forms.CharField(label="Yang disampaikan", widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label="Jenis",
        choices=[("keluhan", "Keluhan"), ("saran", "Saran"), ("pujian", "Pujian")],
        widget=forms.RadioSelect,
    )
    unit = forms.ChoiceField(label="Unit", choices=[("", "Pilih…"), ("ukp", "Poli umum")])
    topics = forms.MultipleChoiceField(
        label="Topik",
        required=False,
        choices=[("antre", "Antrean"), ("obat", "Obat"), ("sikap", "Sikap petugas")],
        widget=forms.CheckboxSelectMultiple,
    )
    received = day_field("Tanggal diterima")
    photo = forms.FileField(label="Foto slip", required=False)
    is_secret = forms.BooleanField(label="Rahasiakan identitas pelapor", required=False)
