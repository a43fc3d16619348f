"""The editor of a SOP: texts, steps in order, history; every press of a button keeps it all."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.procedures.actions import Content, write_sop
from tanggap.procedures.flow import drawing
from tanggap.procedures.forms import ChangeForms, SopForm, StepForms, content_in
from tanggap.procedures.models import Document, Revision
from tanggap.procedures.outlook import profile_of, read_sop
from tanggap.procedures.rules import TEXT_KEYS, moved
from tanggap.procedures.views.register import revision_here


@may("procedures.write_sop")
def editor(request: StaffRequest, revision_id: int) -> HttpResponse:
    """Write a SOP; «Naik» and «Turun» keep what was typed, too, and need no script."""
    revision = revision_here(request, revision_id)
    if not revision.is_draft or revision.document.kind != Document.Kind.SOP:
        messages.error(request, "Hanya konsep SOP yang dapat ditulis. Buat revisi baru dahulu.")
        return redirect("procedures:document", revision.pk)
    asked = request.POST if request.method == "POST" else None
    form, steps, changes = _forms(revision, asked)
    if asked is not None and form.is_valid() and steps.is_valid() and changes.is_valid():
        do = asked.get("do", "")
        content = _after(content_in(form, steps, changes), do)
        try:
            write_sop(request.actor, revision, content, seen=form.seen_at())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _onward(request, revision, do, content)
    context = {
        "revision": revision,
        "form": form,
        "steps": steps,
        "changes": changes,
        "drawing": drawing(read_sop(revision, profile_of(revision, request.facility)).steps),
        "texts_before": [form[f"text_{key}"] for key in TEXT_KEYS[:6]],
        "texts_after": [form[f"text_{key}"] for key in TEXT_KEYS[6:]],
    }
    return render(request, "procedures/editor.html", context)


def _forms(revision: Revision, asked: Any) -> tuple[SopForm, Any, Any]:
    texts = {f"text_{key}": revision.texts.get(key, "") for key in TEXT_KEYS}
    seen = revision.changed_at.isoformat()
    form = SopForm(asked, initial={**texts, "outline": revision.outline, "seen": seen})
    steps = StepForms(
        asked,
        prefix="langkah",
        initial=[
            {"text": one.text, "actor": one.actor, "output": one.output, "short": one.short}
            for one in revision.steps.all()
        ],
    )
    changes = ChangeForms(
        asked,
        prefix="rekaman",
        initial=[
            {"what": one.what, "content": one.content, "since": one.since}
            for one in revision.changes.all()
        ],
    )
    return form, steps, changes


def _after(content: Content, do: str) -> Content:
    """Return ``content`` after the button: «naik-3» moves the third step up."""
    way, _, place = do.partition("-")
    if way not in ("naik", "turun") or not (place.isascii() and place.isdigit()):
        return content
    by = -1 if way == "naik" else 1
    return replace(content, steps=tuple(moved(content.steps, int(place[:4]) - 1, by)))


def _onward(
    request: StaffRequest, revision: Revision, do: str, content: Content
) -> HttpResponseRedirect:
    """Return to the step that was moved, to the new empty row, or to the document's page."""
    if do == "tambah":
        address = f"#langkah-{len(content.steps) + 1}"
    elif do.startswith(("naik-", "turun-")):
        address = "#langkah-langkah"
    else:
        messages.success(request, "SOP disimpan.")
        return HttpResponseRedirect(reverse("procedures:document", args=[revision.pk]))
    return HttpResponseRedirect(reverse("procedures:editor", args=[revision.pk]) + address)
