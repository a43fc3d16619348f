"""Signing in and out, and one's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import verify_token

from tanggap.base.access import signed_in
from tanggap.base.acting import Refused
from tanggap.base.actions import change_own_password
from tanggap.base.codes import digits_of
from tanggap.base.forms.second_factor import CodeForm
from tanggap.base.forms.signing_in import OwnPasswordForm, SignInForm
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import SecondFactor, Staff
from tanggap.base.queries import KEYHOLDERS, actor_of, has_second_factor
from tanggap.base.sign_in import (
    Half,
    factor_of,
    half_signed_in,
    is_new_here,
    keep,
    let_in,
    note_wrong_code,
    wait_for_code,
)

PUT_OFF_AT_MOST = 3
FEW_CODES = 3
LOCKED = 429


@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = way_onward(request)
    if hasattr(request, "actor"):
        return redirect(onward)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.staff is not None:
        if factor_of(form.staff) is None:
            return _welcome(request, form.staff, onward)
        wait_for_code(request, form.staff, onward)
        return redirect("base:sign-in-code")
    status = LOCKED if form.is_locked else 200
    return render(request, "base/sign_in.html", {"form": form, "next": onward}, status=status)


@sensitive_post_parameters()
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask the second step of somebody whose password was right."""
    if hasattr(request, "actor"):
        return redirect(settings.LOGIN_REDIRECT_URL)
    half = half_signed_in(request)
    if half is None:
        messages.info(request, "Silakan masuk lagi dengan nama masuk dan kata sandi.")
        return redirect("base:sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = digits_of(form.cleaned_data["code"])
        wait = _wait(half.factor)
        if wait:
            form.add_error("code", f"Tadi beberapa kali salah. Tunggu {wait}, lalu coba lagi.")
        elif verify_token(half.staff, half.factor.persistent_id, code) is not None:
            return _welcome_with_code(request, half)
        else:
            note_wrong_code(request)
            form.add_error("code", "Kode tidak cocok atau sudah terpakai.")
    return render(request, "base/sign_in_code.html", {"form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "Anda sudah keluar.")
    return redirect("base:sign-in")


@sensitive_post_parameters()
@signed_in
def own_password(request: StaffRequest) -> HttpResponse:
    form = OwnPasswordForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        new, here = form.cleaned_data["new"], request.session.session_key or ""
        try:
            change_own_password(request.actor, request.user, new, here=here)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, "Kata sandi Anda sudah diganti. Perangkat lain sudah keluar.")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "base/own_password.html", {"form": form})


def way_onward(request: HttpRequest) -> str:
    """Return where to go after signing in: only within this site."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    # A bare word would be taken for the name of an address.
    if wish.startswith("/") and url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wish
    return "/"


def _wait(factor: SecondFactor) -> str:
    """Return how long no code is taken after wrong ones; empty when one is taken now."""
    allowed, why = factor.verify_is_allowed()
    if allowed:
        return ""
    seconds = int((why["locked_until"] - timezone.now()).total_seconds()) + 1
    return f"{seconds} detik" if seconds < 90 else f"{round(seconds / 60)} menit"


def _welcome_with_code(request: HttpRequest, half: Half) -> HttpResponse:
    response = _welcome(request, half.staff, half.onward)
    half.factor.refresh_from_db()
    left = len(half.factor.code_hashes)
    if left <= FEW_CODES:
        messages.warning(
            request, f"Kode cadangan tinggal {left}. Buat yang baru di «Akun saya», lalu cetak."
        )
    return response


def _welcome(request: HttpRequest, staff: Staff, onward: str) -> HttpResponse:
    token = let_in(request, staff)
    if is_new_here(staff, token):
        messages.info(
            request,
            "Ini pertama kali Anda masuk dari peramban ini. Perangkat Anda yang lain diberi tahu.",
        )
    if _is_to_be_asked(staff):
        onward = f"{reverse('base:second-factor-offer')}?{urlencode({'next': onward})}"
    return keep(request, redirect(onward), token)


def _is_to_be_asked(staff: Staff) -> bool:
    """Answer whether ``staff`` is asked to enrol now: admin and kepala, a few times."""
    if staff.must_change_password or staff.facility.is_example:
        return False
    if staff.second_factor_put_off >= PUT_OFF_AT_MOST or has_second_factor(staff):
        return False
    return bool(actor_of(staff, timezone.localdate()).roles & set(KEYHOLDERS))
