"""The minutes on one screen, their closing, and the discussion with the head."""

import re

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import Role
from tanggap.base.saying import jam
from tanggap.base.undo import offer_undo
from tanggap.remedy.actions import meeting as actions
from tanggap.remedy.meetings.forms import DiscussionForm, MinutesForm, PhotoForm
from tanggap.remedy.meetings.models import Meeting, MeetingPhoto, RootCause
from tanggap.remedy.meetings.queries import (
    agenda_of,
    attendees_of,
    causes_of,
    photos_of,
    released_for_meeting,
    standing_of,
)
from tanggap.remedy.meetings.showing import shown_causes
from tanggap.remedy.meetings.views._page import (
    keep_photos,
    meeting_button,
    meeting_in,
    to_meeting,
    to_minutes,
    to_prepare,
)
from tanggap.remedy.meetings.views.reading import meeting_page

_CROSSED = (
    "Ada yang ditulis orang lain sejak halaman ini dibuka. Yang tersimpan ada di atas tulisan "
    "Anda: gabungkan, lalu simpan lagi. Isian lain sudah tersimpan."
)
_AGREED = "Disetujui. RTL dijalankan."


@may("remedy.write_minutes")
def write(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Write the minutes while people talk: points, decisions, who came."""
    held = meeting_in(request, meeting_id)
    points, people = agenda_of(request.actor, held), attendees_of(held)
    form = MinutesForm(held, points, people, request.POST or None)
    is_quiet = request.POST.get("lalu") == "diam"
    if not form.is_bound or not form.is_valid():
        return _saved(request, form, None) if is_quiet else _page(request, held, form)
    try:
        crossed = actions.write_minutes(request.actor, held, form.draft, in_passing=is_quiet)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _saved(request, form, None) if is_quiet else _page(request, held, form)
    if is_quiet:
        return _saved(request, form, crossed)
    trouble = _photos(request, held)
    if crossed:
        messages.error(request, _CROSSED)
        return _page(request, held, _crossed_form(request, meeting_id, form, crossed))
    messages.success(request, "Notulen disimpan.")
    if trouble:  # a warning: an error would hand back all that was typed, and it is saved
        messages.warning(request, trouble)
    return redirect(_onward(request, held, form))


# In the name of the ketua.
close = meeting_button(
    "remedy.close_meeting",
    lambda request, held: actions.close_meeting(request.actor, held),
    "Notulen ditutup. Cetak, tanda tangani, lalu bahas dengan kepala.",
    undo="meeting:open-again",
    label="Batalkan penutupan",
)


open_again = meeting_button(
    "remedy.open_meeting_again",
    lambda request, held: actions.open_meeting_again(request.actor, held),
    "Penutupan dibatalkan. Notulen terbuka lagi.",
)


@require_POST
@may("remedy.discuss_with_head")
def discussed(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Note when the result was discussed with the head, and what he decided."""
    held = meeting_in(request, meeting_id)
    form = DiscussionForm(_agreed(request))
    if not form.is_valid():
        return meeting_page(request, held, form)
    said = form.cleaned_data
    try:
        actions.discuss_with_head(request.actor, held, said["on"], said["decision"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return meeting_page(request, held, form)
    there = reverse("meeting:discussion-taken-back", args=[held.pk])
    offer_undo(request, "Pembahasan dengan kepala dicatat.", there)
    return redirect(to_meeting(held))


def _agreed(request: StaffRequest) -> QueryDict:
    """Return what was sent; the head's one press says that he agrees, unless he wrote more."""
    said = request.POST.copy()
    is_bare = not said.get("decision", "").strip()
    if "setuju" in said and is_bare and Role.KEPALA in request.actor.roles:
        said["decision"] = _AGREED
    return said


discussion_taken_back = meeting_button(
    "remedy.take_back_discussion",
    lambda request, held: actions.take_back_discussion(request.actor, held),
    "Catatan pembahasan dibatalkan.",
)


# ---------------------------------------------------------------- within


_PRESSED = re.compile(r"(alat|ubah|rtl)-(?:([a-z-]+)-)?(\d{1,19})(?:-(\d{1,19}))?")


def _onward(request: StaffRequest, held: Meeting, form: MinutesForm) -> str:
    """Return where the pressed button leads, now that all is saved."""
    asked = request.POST.get("lalu", "")
    plain = {
        "terus": to_minutes(held),
        "foto": to_minutes(held) + "#foto",
        "butir": to_prepare(held, "tambah"),
        "peserta": to_prepare(held, "peserta"),
    }
    found = _PRESSED.fullmatch(asked)
    if found is None:
        return plain.get(asked, to_meeting(held))
    act, kind, point_id, cause_id = found.groups()
    if act == "rtl":
        if form.cleaned_data.get(f"putus-{point_id}"):
            return reverse("meeting:plan-decided", args=[point_id])
        messages.warning(request, "Tulis dahulu keputusannya, lalu jadikan RTL.")
        return to_minutes(held, point_id)
    there = reverse("meeting:tool", args=[point_id, kind or "-"])
    return f"{there}?ubah={cause_id}" if cause_id else there


def _photos(request: StaffRequest, held: Meeting) -> str:
    if not request.FILES or not request.actor.may("remedy.keep_photo"):
        return ""
    return keep_photos(request, held, PhotoForm(request.POST, request.FILES))


def _saved(request: StaffRequest, form: MinutesForm, crossed: list[int] | None) -> HttpResponse:
    """Answer a page that saved in passing: the hour, and the marks it carries from now on.

    What crossed keeps its old mark, so that the next full save shows both texts.
    """
    marks, is_trouble = form.marks, True
    said = "Belum semua tersimpan. Tekan «Simpan dan selesai» untuk melihatnya."
    if crossed is not None:
        held = meeting_in(request, form.meeting.pk)
        fresh = MinutesForm(held, agenda_of(request.actor, held), attendees_of(held))
        old = {"seen" if key == actions.HEAD else f"tanda-{key}" for key in crossed}
        marks = [one for one in fresh.marks if one[0] not in old]
        marks += [one for one in form.marks if one[0] in old]
        if not crossed:
            said, is_trouble = f"Tersimpan pukul {jam(timezone.now())}", False
    context = {"said": said, "is_trouble": is_trouble, "marks": marks}
    return render(request, "remedy/meeting_saved.html", context)


def _crossed_form(
    request: StaffRequest, meeting_id: int, typed: MinutesForm, crossed: list[int]
) -> MinutesForm:
    """Return the form anew: what crossed as it was typed, all else as it now stands."""
    held = meeting_in(request, meeting_id)
    words = {one.point_id: one for one in typed.draft.points if one.point_id in crossed}
    said, initial = typed.cleaned_data, {}
    if actions.HEAD in crossed:
        initial = {name: said[name] for name in ("opening", "conclusion", "ends_at")}
    points, people = agenda_of(request.actor, held), attendees_of(held)
    form = MinutesForm(held, points, people, crossed=words, initial=initial)
    form.is_head_crossed = actions.HEAD in crossed
    return form


def _page(request: StaffRequest, held: Meeting, form: MinutesForm) -> HttpResponse:
    actor = request.actor
    fresh = meeting_in(request, held.pk)
    context = {
        "held": fresh,
        "row": standing_of(fresh),
        "form": form,
        "causes": shown_causes(causes_of(actor, form.points)),
        "tools": RootCause.Kind.choices,
        "quotations": released_for_meeting(actor, held),
        "photo_form": PhotoForm() if actor.may("remedy.keep_photo") else None,
        "photo_kind": MeetingPhoto.Kind.PHOTO,
        "photos": photos_of(actor.facility_id).filter(meeting=held).count(),
    }
    return render(request, "remedy/meeting_minutes.html", context)
