"""The screen of History: who did what, when."""

import re

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from tanggap.base.access import may
from tanggap.base.asked import key_in
from tanggap.base.chain import plain_fingerprint
from tanggap.base.forms.fields import day_field
from tanggap.base.history import (
    KINDS,
    HistoryFilters,
    compare,
    head_of_history,
    history,
    known_damage,
    up_to_here,
)
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Facility, Staff

PAGE = 50


class HistoryForm(forms.Form):
    by = forms.ModelChoiceField(
        label="Siapa", queryset=Staff.objects.none(), required=False, empty_label="Semua orang"
    )
    kind = forms.ChoiceField(
        label="Tentang", required=False, choices=[("", "Semua"), *KINDS.items()]
    )
    from_ = day_field("Dari", required=False)
    to = day_field("Sampai", required=False)

    def __init__(self, facility: Facility, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        by = self.fields["by"]
        if isinstance(by, forms.ModelChoiceField):
            by.queryset = Staff.objects.filter(facility=facility, username__isnull=False)


class PaperForm(forms.Form):
    """The fingerprint that a paper shows, to be compared."""

    sidik = forms.CharField(label="Sidik di kertas", max_length=400)

    def clean_sidik(self) -> str:
        plain = plain_fingerprint(str(self.cleaned_data["sidik"]))
        if not re.fullmatch(r"[0-9a-f]{20}", plain):
            raise forms.ValidationError(
                "Salin kelima kelompok huruf dan angka, misalnya 3f9a-12bc-77de-0a41-9c3e."
            )
        return plain


def _compared(request: StaffRequest) -> tuple[PaperForm, tuple[bool, str] | None]:
    """Compare what a paper shows with History, where that was asked."""
    if "sidik" not in request.GET:
        return PaperForm(), None
    form = PaperForm(request.GET)
    if not form.is_valid():
        return form, None
    return form, compare(request.facility, form.cleaned_data["sidik"])


@may("look.history")
def history_page(request: StaffRequest) -> HttpResponse:
    form = HistoryForm(request.facility, request.GET)
    words = form.cleaned_data if form.is_valid() else {}
    by = words.get("by")
    wanted = HistoryFilters(
        by_id=by.pk if by else None,
        kind=words.get("kind", ""),
        from_=words.get("from_"),
        to=words.get("to"),
        before_id=key_in(request.GET.get("sebelum", "")),
    )
    lines = list(history(request.actor, wanted)[: PAGE + 1])
    has_older, lines = len(lines) > PAGE, lines[:PAGE]
    about = [one.subject_id for one in lines if one.subject_kind == "base.staff"]
    staff = Staff.objects.filter(pk__in=about, facility=request.facility)
    people = {person.pk: person.name for person in staff}
    rows = [(one, KINDS.get(one.subject_kind, ""), people.get(one.subject_id, "")) for one in lines]
    asked = request.GET.copy()
    for name in ("sebelum", "sidik"):
        asked.pop(name, None)
    paper_form, compared = _compared(request)
    return render(
        request,
        "base/history.html",
        {
            "form": form,
            "rows": rows,
            "asked": asked.urlencode(),
            "older_than": lines[-1].pk if has_older else None,
            "is_first": wanted.before_id is None,
            "head": head_of_history(request.facility.pk),
            "damage": known_damage(request.facility.pk),
            "up_to_here": up_to_here(request.facility.pk),
            "paper_form": paper_form,
            "compared": compared,
        },
    )
