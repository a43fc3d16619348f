"""One person's own: the calendar address, and the reminders on the handphone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.queries import actor_of, profile_on
from tanggap.rhythm.actions import drop_feed, end_reminders, make_feed, wish_reminders
from tanggap.rhythm.feed import MIME, calendar_file
from tanggap.rhythm.forms import ReminderForm
from tanggap.rhythm.models import Feed, ReminderWish
from tanggap.rhythm.queries import asked_of, dues_around, needs_template, today_at
from tanggap.rhythm.rules import hash_of, reminder

_MADE = "alamat-kalender"


@may("look.rhythm")
def reminders(request: StaffRequest) -> HttpResponse:
    """Show and change how one is reminded, with the words that would be sent today."""
    staff_id, today = request.actor.staff_id or 0, today_at(request.facility)
    wish = ReminderWish.objects.filter(staff_id=staff_id).select_related("line").first()
    first = {"line": wish.line_id, "phone": wish.phone[0]} if wish else None
    posted = request.POST if request.method == "POST" else None
    form = ReminderForm(request.facility, posted, initial=first)
    if form.is_bound and form.is_valid():
        try:
            wish_reminders(request.actor, form.chosen, form.cleaned_data["phone"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Pengingat menyala: setiap pagi hari kerja, bila ada.")
            return redirect("rhythm:reminders")
    context = {
        "form": form,
        "wish": wish,
        "asks_template": [one for one in form.lines.values() if needs_template(one)],
        "words": reminder(asked_of(request.actor, request.facility, today)),
        "feed": Feed.objects.filter(staff_id=staff_id).first(),
        "made": request.session.pop(_MADE, ""),
    }
    response = render(request, "rhythm/reminders.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@may("rhythm.end_reminders")
def reminders_ended(request: StaffRequest) -> HttpResponse:
    end_reminders(request.actor)
    messages.success(request, "Pengingat dimatikan.")
    return redirect("rhythm:reminders")


@require_POST
@may("rhythm.make_feed")
def feed_made(request: StaffRequest) -> HttpResponse:
    """Make the secret address and show it once."""
    token = make_feed(request.actor)
    path = redirect("rhythm:feed", token).url
    request.session[_MADE] = request.build_absolute_uri(path)
    return redirect("rhythm:reminders")


@require_POST
@may("rhythm.drop_feed")
def feed_dropped(request: StaffRequest) -> HttpResponse:
    drop_feed(request.actor)
    messages.success(request, "Alamat kalender dihapus. Yang sudah disalin tidak berlaku lagi.")
    return redirect("rhythm:reminders")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a calendar program the year of whoever made the address, as the roles are today."""
    held = Feed.objects.filter(token_hash=hash_of(token)).select_related("staff__facility").first()
    if held is None or not held.staff.is_active:
        raise Http404
    facility = held.staff.facility
    today = today_at(facility)
    actor = actor_of(held.staff, today)
    if not actor.may("look.rhythm"):
        raise Http404
    made = calendar_file(
        dues_around(actor, facility, today),
        name=f"Tanggap {profile_on(facility, today, with_logos=False).name}",
        owner=str(facility.pk),
        now=timezone.now(),
    )
    headers = {
        "Content-Disposition": 'inline; filename="tanggap.ics"',
        "Cache-Control": "private, max-age=3600",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(made, content_type=MIME, headers=headers)
