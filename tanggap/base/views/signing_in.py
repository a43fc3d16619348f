"""Signing in and out, and one's own password."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tanggap.base.access import signed_in
from tanggap.base.actions import change_own_password
from tanggap.base.forms.signing_in import OwnPasswordForm, SignInForm
from tanggap.base.middleware import SIGNED_IN_AT, StaffRequest


@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = _onward(request)
    if hasattr(request, "actor"):
        return redirect(onward)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.staff is not None:
        login(request, form.staff, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[SIGNED_IN_AT] = time.time()
        return redirect(onward)
    return render(request, "base/sign_in.html", {"form": form, "next": onward})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "Anda sudah keluar.")
    return redirect("base:sign-in")


@sensitive_post_parameters()
@signed_in
def own_password(request: StaffRequest) -> HttpResponse:
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        change_own_password(request.actor, request.user, form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Kata sandi Anda sudah diganti.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "base/own_password.html", {"form": form})


def _onward(request: HttpRequest) -> str:
    """Return where to go after signing in: only within this site."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wish
    return "/"
