"""One's own account: the second step, the sessions, a browser not seen before."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tanggap.base.access import signed_in
from tanggap.base.acting import Refused
from tanggap.base.actions import (
    begin_second_factor,
    cancel_second_factor,
    confirm_second_factor,
    drop_second_factor,
    end_own_session,
    end_own_sessions,
    put_off_second_factor,
    refuse_device,
    renew_recovery_codes,
    settle_device,
)
from tanggap.base.codes import picture_of, typed_out
from tanggap.base.forms.second_factor import FirstCodeForm, OwnWordForm
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import KnownDevice, SecondFactor
from tanggap.base.queries import has_second_factor, notices_for, open_sessions
from tanggap.base.saying import nama_puskesmas
from tanggap.base.session_rows import device_here
from tanggap.base.sign_in import factor_of
from tanggap.base.views.signing_in import PUT_OFF_AT_MOST, way_onward


@signed_in
def account(request: StaffRequest) -> HttpResponse:
    waiting = list(notices_for(request.user, device_here(request.session)))
    return render(
        request,
        "base/account.html",
        {
            "factor": factor_of(request.user),
            "sessions": open_sessions(request.user),
            "here": request.session.session_key,
            "waiting": waiting,
            "devices": request.user.devices.order_by("-last_seen_at")[:20],
        },
    )


@require_POST
@signed_in
def session_ended(request: StaffRequest, number: int) -> HttpResponse:
    end_own_session(request.actor, number)
    messages.success(request, "Sesi itu sudah diakhiri.")
    return redirect("base:own-account")


@require_POST
@signed_in
def sessions_ended(request: StaffRequest) -> HttpResponse:
    end_own_sessions(request.actor)
    logout(request)
    messages.success(request, "Anda sudah keluar dari semua perangkat. Silakan masuk lagi di sini.")
    return redirect("base:sign-in")


@require_POST
@signed_in
def device_settled(request: StaffRequest, device_id: int) -> HttpResponse:
    """Hear about a new browser, from one known longer: «itu saya», or «bukan saya»."""
    may_say = notices_for(request.user, device_here(request.session))
    device = get_object_or_404(KnownDevice.objects.filter(pk__in=may_say), pk=device_id)
    if request.POST.get("act") == "bukan":
        return _refused(request, device)
    settle_device(request.actor, device)
    messages.success(request, f"Baik. {device.words} dicatat sebagai perangkat Anda.")
    return redirect("base:own-account")


def _refused(request: StaffRequest, device: KnownDevice) -> HttpResponse:
    """See every other session off, and lead straight to the page that changes the password."""
    try:
        refuse_device(request.actor, device, here=request.session.session_key or "")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("base:own-account")
    messages.warning(
        request,
        "Semua perangkat lain sudah dikeluarkan, dan kata sandi lama tidak dapat dipakai masuk "
        "lagi. Ganti sekarang, sebelum peramban ini ditutup. Beri tahu juga admin puskesmas.",
    )
    return redirect("base:own-password")


@signed_in
def second_factor_offer(request: StaffRequest) -> HttpResponse:
    """Ask admin and kepala, after signing in, whether they want the second step now."""
    onward = way_onward(request)
    if has_second_factor(request.user):
        return redirect(onward)
    if request.method == "POST":
        put_off_second_factor(request.actor)
        return redirect(onward)
    left = max(0, PUT_OFF_AT_MOST - request.user.second_factor_put_off - 1)
    return render(request, "base/second_factor_offer.html", {"next": onward, "left": left})


@sensitive_post_parameters()
@signed_in
def second_factor(request: StaffRequest) -> HttpResponse:
    """Show how it stands; while it is being set up, the picture and the secret to type."""
    begun = SecondFactor.objects.filter(user=request.user, confirmed=False).first()
    if begun is None:
        return render(request, "base/second_factor.html", _standing(request))
    form = FirstCodeForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_second_factor(request.actor, begun, form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            return _paper(request, codes, "Verifikasi dua langkah menyala")
    place = nama_puskesmas(request.facility)
    picture = picture_of(begun.secret, request.user.username or "", place)
    shown = {
        "form": form,
        "picture": mark_safe(picture),  # noqa: S308  drawn by segno from our own words
        "secret": typed_out(begun.secret),
    }
    return render(request, "base/second_factor_begun.html", shown)


@require_POST
@signed_in
def second_factor_begun(request: StaffRequest) -> HttpResponse:
    if request.POST.get("act") == "batal":
        cancel_second_factor(request.actor)
        return redirect("base:own-account")
    begin_second_factor(request.actor)
    return redirect("base:second-factor")


@sensitive_post_parameters()
@require_POST
@signed_in
def recovery_codes(request: StaffRequest) -> HttpResponse:
    form = OwnWordForm(request, request.POST)
    if not form.is_valid():
        return render(request, "base/second_factor.html", _standing(request, renewing=form))
    try:
        codes = renew_recovery_codes(request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("base:second-factor")
    return _paper(request, codes, "Kode cadangan baru")


@sensitive_post_parameters()
@require_POST
@signed_in
def second_factor_dropped(request: StaffRequest) -> HttpResponse:
    form = OwnWordForm(request, request.POST)
    if not form.is_valid():
        return render(request, "base/second_factor.html", _standing(request, dropping=form))
    drop_second_factor(request.actor)
    messages.success(request, "Verifikasi dua langkah sudah dimatikan.")
    return redirect("base:own-account")


def _standing(
    request: StaffRequest,
    *,
    renewing: OwnWordForm | None = None,
    dropping: OwnWordForm | None = None,
) -> dict[str, object]:
    renewing, dropping = (
        renewing or OwnWordForm(request),
        dropping or OwnWordForm(request),
    )
    renewing.auto_id, dropping.auto_id = "baru_%s", "mati_%s"  # the same field twice on one page
    return {"factor": factor_of(request.user), "renewing": renewing, "dropping": dropping}


def _paper(request: StaffRequest, codes: list[str], heading: str) -> HttpResponse:
    """Show the recovery codes in this answer alone: they are kept nowhere in the open."""
    return render(request, "base/recovery_codes.html", {"codes": codes, "what": heading})
