"""Finding messages by their words, also those that are not in the book."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tanggap.base.access import may
from tanggap.base.middleware import StaffRequest
from tanggap.inbox.queries import with_parts
from tanggap.inbox.search import messages_with
from tanggap.logbook.queries import is_readable

_SHOWN = 50


class WordsForm(forms.Form):
    """Words go by POST: they never stand in an address."""

    words = forms.CharField(
        label="Kata dalam pesan",
        max_length=120,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


@may("look.inbox")
@require_http_methods(["GET", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    """Show the newest messages that hold all words, of those this actor may read."""
    form = WordsForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        rows = messages_with(request.actor, form.cleaned_data["words"])
        seen = rows.filter(is_readable(request.actor))
        found = list(with_parts(seen)[: _SHOWN + 1])
    context = {
        "form": form,
        "found": found[:_SHOWN] if found is not None else None,
        "is_cut": found is not None and len(found) > _SHOWN,
        "most": _SHOWN,
    }
    return render(request, "workbench/messages.html", context)
