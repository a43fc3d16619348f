"""A citizen's page: the names they go by, all that was said, and their entries."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import done
from tanggap.base.undo import offer_undo
from tanggap.inbox.actions import keep_apart, merge_people, rename_person, split_people
from tanggap.inbox.models import Identity, Person
from tanggap.inbox.parties import root_of
from tanggap.inbox.queries import (
    identities_of,
    merged_people,
    person_by_phone,
    thread,
)
from tanggap.logbook.queries import entries_of_person, is_readable, visible_people
from tanggap.workbench.person_forms import MergeForm, NameForm
from tanggap.workbench.same_people import suggestions

_SHOWN = 300


@may("look.identities")
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show one citizen; of what was said, only what this actor may read."""
    shown = root_of(_visible(request, person_id))
    said = thread(shown).filter(is_readable(request.actor))
    latest = list(said.order_by("-sent_at", "-id")[:_SHOWN])
    merged = list(merged_people(shown))
    context = {
        "person": shown,
        "identities": [(one, _contact_name(one)) for one in identities_of(shown)],
        "thread": latest[::-1],
        "is_cut": len(latest) == _SHOWN,
        "entries": entries_of_person(request.actor, shown).select_related("line")[:50],
        "merged": merged,
        "records": {one.pk: one for one in [shown, *merged]} if merged else {},
        "suggestions": suggestions(request.actor, [shown]).get(shown.pk, []),
        "name_form": NameForm(initial={"name": shown.name, "address": shown.address}),
        "merge_form": MergeForm(),
        "may_change": request.actor.may("inbox.merge_people"),
    }
    return render(request, "workbench/person.html", context)


@may("inbox.rename_person")
@require_POST
def rename(request: StaffRequest, person_id: int) -> HttpResponse:
    shown = _visible(request, person_id)
    form = NameForm(request.POST)
    if form.is_valid():
        rename_person(request.actor, shown, **form.cleaned_data)
        messages.success(request, "Data warga disimpan.")
    else:
        messages.error(request, "Nama atau alamat terlalu panjang.")
    return redirect("workbench:person", shown.pk)


@may("inbox.merge_people")
@require_POST
def merge(request: StaffRequest, person_id: int) -> HttpResponse:
    """Join with the person of another number, or with the one that was suggested."""
    shown = root_of(_visible(request, person_id))
    other = _other(request)
    if other is None:
        messages.error(request, "Tidak ada warga lain dengan nomor itu.")
        return _back(request, shown)
    other = root_of(other)
    if other.pk == shown.pk:
        messages.error(request, "Nomor itu memang sudah milik warga ini.")
        return _back(request, shown)
    try:
        kept = merge_people(request.actor, shown, other)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request, shown)
    offer_undo(request, "Disatukan.", reverse("workbench:person-split", args=[other.pk]))
    return _back(request, kept)


@may("inbox.keep_apart")
@require_POST
def apart(request: StaffRequest, person_id: int) -> HttpResponse:
    """Say that the suggested other is somebody else: never suggested again."""
    shown = root_of(_visible(request, person_id))
    other = get_object_or_404(
        visible_people(request.actor), pk=key_in(request.POST.get("other")) or 0
    )
    return done(
        request,
        lambda: keep_apart(request.actor, shown, other),
        "Dicatat sebagai dua orang. Tidak disarankan lagi.",
        _back(request, shown).url,
    )


def _back(request: StaffRequest, shown: Person) -> HttpResponseRedirect:
    """Go on where the button stood: at triage, or on the citizen's page."""
    if request.GET.get("dari") == "triase":
        return redirect("workbench:triage")
    return redirect("workbench:person", shown.pk)


@may("inbox.split_people")
@require_POST
def split(request: StaffRequest, person_id: int) -> HttpResponse:
    """Take a merge back."""
    other = _visible(request, person_id)
    kept = root_of(other)
    split_people(request.actor, other)
    messages.success(request, "Dipisahkan lagi.")
    return redirect("workbench:person", kept.pk)


def _contact_name(identity: Identity) -> str:
    """Return the name under which the handphone knows somebody; its key begins with the line."""
    return identity.value.partition(":")[2] if identity.kind == "wa_name" else ""


def _visible(request: StaffRequest, person_id: int) -> Person:
    return get_object_or_404(visible_people(request.actor), pk=person_id)


def _other(request: StaffRequest) -> Person | None:
    """Return the other person as far as the actor may meet them."""
    seen = visible_people(request.actor)
    hinted = request.POST.get("other", "")
    if hinted:
        key = key_in(hinted)
        return seen.filter(pk=key).first() if key is not None else None
    found = person_by_phone(request.actor.facility_id, request.POST.get("phone", ""))
    return seen.filter(pk=found.pk).first() if found else None
