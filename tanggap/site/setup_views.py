"""The set-up page: the first thing an empty site shows."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from tanggap.base.acting import Refused
from tanggap.base.models import Facility
from tanggap.base.sign_in import keep, let_in
from tanggap.site.founding import found
from tanggap.site.home import forget_setup_code, setup_code
from tanggap.site.setup_forms import SetUpForm

_OWN_NAMES = {"localhost", "127.0.0.1", "::1", "testserver"}


@sensitive_post_parameters()
def wizard(request: HttpRequest) -> HttpResponse:
    if Facility.objects.exists():
        return redirect(settings.LOGIN_REDIRECT_URL)
    needs_code = not is_from_this_machine(request)
    if needs_code:
        setup_code(settings.HOME)  # there is one to compare with, even before it was printed
    form = SetUpForm(request.POST if request.method == "POST" else None, needs_code=needs_code)
    if request.method == "POST" and form.is_valid():
        try:
            admin = found(form.new_facility(), form.chosen_lines())
        except Refused as refused:  # the button pressed twice, or two people at once
            messages.info(request, str(refused))
            return redirect("base:sign-in")
        forget_setup_code(settings.HOME)
        token = let_in(request, admin)
        messages.success(request, "Tanggap siap dipakai. Selamat bekerja.")
        return keep(request, redirect(settings.LOGIN_REDIRECT_URL), token)
    # the living example starts a site of its own on this machine: not for callers from afar
    context = {"form": form, "example_offered": not needs_code}
    return render(request, "setup/wizard.html", context)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Answer whether the page is opened on the machine that serves it.

    A proxy or tunnel on this machine passes the whole world on from loopback, and a
    foreign name can be made to point at it: neither counts as this machine.
    """
    if settings.TRUSTED_PROXIES or settings.PUBLIC_URL or request.META.get("tanggap.through_proxy"):
        return False
    host = urlsplit(f"//{request.META.get('HTTP_HOST', 'localhost')}").hostname or ""
    try:
        is_loopback = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and host in _OWN_NAMES
