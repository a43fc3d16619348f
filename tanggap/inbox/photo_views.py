"""Slips by their photos: take them in, then type one after another beside its picture."""

import os
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)
from django_htmx.http import HttpResponseClientRefresh

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.brought import file_of, keep_file
from tanggap.base.forms.checks import MB
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import done
from tanggap.base.undo import offer_undo
from tanggap.gateway.media import is_picture
from tanggap.inbox.actions import (
    keep_slip_photos,
    set_slip_aside,
    take_slip_back,
    type_slip,
)
from tanggap.inbox.actions.slip_photos import Brought, Kept
from tanggap.inbox.forms import LARGEST_PHOTO
from tanggap.inbox.models import BoxOpening, SlipPhoto
from tanggap.inbox.queries import box_openings, slip_photos, slips_done
from tanggap.inbox.slip_forms import PhotosForm, TypingForm
from tanggap.inbox.slip_words import name_of, trouble_of

State, Reason = SlipPhoto.State, SlipPhoto.Reason
_ONE_BY_ONE = "X-Satu-Satu"


@may("inbox.keep_slip_photos")
@require_http_methods(["GET", "POST"])
def photos(request: StaffRequest, opening_id: int) -> HttpResponse:
    """Take photos in, each kept at once; below, what became of each.

    ``slips.js`` sends them one by one, and once more where it heard no answer.
    """
    opening = _opening(request, opening_id)
    form = PhotosForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _keep(request, opening, form.cleaned_data["photos"])
        if _ONE_BY_ONE in request.headers:
            return HttpResponse(status=204)
        return redirect("inbox:slip-photos", opening.pk)
    shown = [(photo, name_of(photo), trouble_of(photo)) for photo in _of(request, opening)]
    context = {
        "opening": opening,
        "form": form,
        "photos": shown,
        "next": _waiting(_of(request, opening)).first(),
        "waiting": sum(photo.state == State.WAITING for photo, *_ in shown),
        "reading": sum(photo.state == State.NEW for photo, *_ in shown),
        "done": slips_done(opening),
    }
    return render(request, "inbox/slip_photos.html", context)


@may("inbox.keep_slip_photos")
@require_GET
def progress(request: StaffRequest, opening_id: int) -> HttpResponse:
    """Say how many are still being read; then, or when one more is, fetch the page anew."""
    opening = _opening(request, opening_id)
    reading = opening.photos.filter(state=State.NEW).count()
    if not reading or str(reading) != request.GET.get("masih"):
        return HttpResponseClientRefresh()
    return render(
        request, "inbox/slip_photos_progress.html", {"opening": opening, "reading": reading}
    )


@may("inbox.type_slip")
@require_http_methods(["GET", "POST"])
def type_in(request: StaffRequest, photo_id: int) -> HttpResponse:
    """Show the photo beside the fields; save, and go on to the next that waits."""
    photo = _photo(request, photo_id)
    if photo.state in (State.NEW, State.ASIDE) or (request.method == "GET" and photo.message_id):
        return redirect("inbox:slip-photos", photo.opening_id)
    form = TypingForm(photo, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _type(request, photo, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onward(request, photo, f"{name_of(photo)} tersimpan.")
    return render(request, "inbox/slip_typing.html", _beside(request, photo) | {"form": form})


@may("inbox.set_slip_aside")
@require_POST
def put_aside(request: StaffRequest, photo_id: int) -> HttpResponse:
    """Nothing to type here: say why, and go on to the next."""
    photo = _photo(request, photo_id)
    try:
        set_slip_aside(request.actor, photo, request.POST.get("alasan", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("inbox:slip-photos", photo.opening_id)
    return _onward(request, photo, f"{name_of(photo)} disisihkan.")


@may("inbox.take_slip_back")
@require_POST
def take_back(request: StaffRequest, photo_id: int) -> HttpResponse:
    """Let it wait again, and show it: what was typed stands in the fields."""
    photo = _photo(request, photo_id)
    return done(
        request,
        lambda: take_slip_back(request.actor, photo),
        f"{name_of(photo)} menunggu diketik lagi.",
        reverse("inbox:slip-photo", args=[photo.pk]),
        if_refused=reverse("inbox:slip-photos", args=[photo.opening_id]),
    )


# ---------------------------------------------------------------- taking in


def _keep(request: StaffRequest, opening: BoxOpening, given: "list[UploadedFile[bytes]]") -> None:
    """Keep every photo on the disk before anything else is done with it, and say what came."""
    large = [one.name or "" for one in given if (one.size or 0) > LARGEST_PHOTO]
    brought = [_kept(one) for one in given if (one.size or 0) <= LARGEST_PHOTO]
    kept = keep_slip_photos(request.actor, opening, brought)
    how = request.headers.get(_ONE_BY_ONE, "")
    if kept.new and not how:
        messages.success(request, f"{len(kept.new)} foto tersimpan. Slipnya sedang dibaca.")
    if how != "lagi":
        _say_known(request, opening, kept)
    if large:
        names = ", ".join(large)
        messages.error(
            request, f"Lebih dari {LARGEST_PHOTO // MB} MB, ambil ulang lebih kecil: {names}."
        )


def _kept(file: "UploadedFile[bytes]") -> Brought:
    token, sha256, _ = keep_file(file.chunks())
    with file_of(token).open("rb+") as whole:
        os.fsync(whole.fileno())
    return {"name": file.name or "", "token": token, "sha256": sha256}


def _say_known(request: StaffRequest, opening: BoxOpening, kept: Kept) -> None:
    """Tell of photos that were here already, and where."""
    here = [name_of(one) for one in kept.known if one.opening_id == opening.pk]
    elsewhere = [name_of(one) for one in kept.known if one.opening_id != opening.pk]
    if here:
        messages.info(request, f"Foto yang sama sudah ada, tidak digandakan: {', '.join(here)}.")
    if elsewhere:
        names = ", ".join(elsewhere)
        messages.warning(request, f"Foto ini sudah ada di pembukaan kotak yang lain: {names}.")


# ---------------------------------------------------------------- typing


def _type(request: StaffRequest, photo: SlipPhoto, data: dict[str, Any]) -> None:
    dated_on, unit = data["dated_on"], data["unit"]
    noon = timezone.make_aware(datetime.combine(dated_on, time(12))) if dated_on else None
    type_slip(
        request.actor,
        photo,
        {
            "text": data["text"],
            "name": data["name"],
            "phone": data["phone"],
            "sent_at": noon,
            "kind": data["kind"],
            "unit": unit.pk if unit else None,
            "way": data["way"],
            "is_secret": data["is_secret"],
        },
        form_key=data["form_key"],
    )


def _beside(request: StaffRequest, photo: SlipPhoto) -> dict[str, object]:
    """Return what stands around the fields: the picture, where one is, what may be odd."""
    row = _of(request, photo.opening).exclude(state=State.ASIDE, reason=Reason.SAME)
    keys = list(row.values_list("pk", flat=True))
    return {
        "photo": photo,
        "name": name_of(photo),
        "trouble": trouble_of(photo),
        "place": keys.index(photo.pk) + 1 if photo.pk in keys else 1,
        "total": len(keys),
        "after": _next(request, photo),
        "is_shown": bool(photo.shown or (photo.photo and is_picture(photo.photo))),
        "reasons": [one for one in Reason if one != Reason.SAME],
    }


def _onward(request: StaffRequest, photo: SlipPhoto, sentence: str) -> HttpResponse:
    offer_undo(request, sentence, reverse("inbox:slip-back", args=[photo.pk]))
    after = _next(request, photo)
    if after is None:
        return redirect("inbox:slip-photos", photo.opening_id)
    return redirect("inbox:slip-photo", after.pk)


def _next(request: StaffRequest, photo: SlipPhoto) -> SlipPhoto | None:
    """Return the next photo that waits, after the last begin again with the first."""
    waiting = _waiting(_of(request, photo.opening)).exclude(pk=photo.pk)
    return waiting.filter(pk__gt=photo.pk).first() or waiting.first()


def _waiting(rows: QuerySet[SlipPhoto]) -> QuerySet[SlipPhoto]:
    return rows.filter(state=State.WAITING)


def _of(request: StaffRequest, opening: BoxOpening) -> QuerySet[SlipPhoto]:
    return slip_photos(request.actor).filter(opening=opening)


def _opening(request: StaffRequest, opening_id: int) -> BoxOpening:
    return get_object_or_404(box_openings(request.actor), pk=opening_id)


def _photo(request: StaffRequest, photo_id: int) -> SlipPhoto:
    rows = slip_photos(request.actor).select_related("facility", "photo", "shown", "same_as")
    return get_object_or_404(rows, pk=photo_id)
