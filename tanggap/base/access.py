"""Who may open a page: signed in, and with the right that the table of roles gives.

A view behind :func:`signed_in` or :func:`may` can rely on ``request.actor`` and
``request.facility``. Whoever still has a handed-over password meets the page that
changes it first.
"""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from tanggap.base.again import offered_again, typed_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.roles import RIGHTS

_P = ParamSpec("_P")
StaffView = Callable[Concatenate[StaffRequest, _P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]
_OPEN_WITH_OLD_PASSWORD = {"base:own-password", "base:sign-out"}


def signed_in(view: StaffView[_P]) -> View[_P]:
    """Let only signed-in staff of a health centre through to ``view``."""

    @functools.wraps(view)
    def run(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        if not hasattr(request, "actor"):
            return _signed_out(request)
        staff_request = cast(StaffRequest, request)
        match = request.resolver_match
        here = match.view_name if match else ""
        if staff_request.user.must_change_password and here not in _OPEN_WITH_OLD_PASSWORD:
            return _to(request, reverse("base:own-password"))
        return view(staff_request, *args, **kwargs)

    return run


def may(right: str) -> Callable[[StaffView[_P]], View[_P]]:
    """Let only staff whose roles hold ``right`` through; others meet a 403 that says why.

    A name that the table of roles does not know fails when the view is defined.
    """
    row = RIGHTS[right]

    def wrap(view: StaffView[_P]) -> View[_P]:
        @functools.wraps(view)
        def run(request: StaffRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            if not request.actor.may(right):
                raise PermissionDenied(f"Peran Anda tidak dapat: {row.label.lower()}.")
            return view(request, *args, **kwargs)

        return signed_in(run)

    return wrap


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; what was typed while the sign-in ended is handed back."""
    typed = typed_in(request)
    if typed is None or request.headers.get("HX-Request"):
        return _to(request, reverse("base:sign-in") + _way_back(request))
    return offered_again(
        request,
        typed,
        title="Anda perlu masuk lagi",
        advice="Waktu masuk Anda habis, jadi isian ini belum tersimpan. Masuk lagi di tab baru, "
        "lalu kembali ke halaman ini dan tekan «Kirim lagi».",
    )


def _way_back(request: HttpRequest) -> str:
    if request.method != "GET" or request.headers.get("HX-Request"):
        return ""
    return "?" + urlencode({"next": request.get_full_path()})


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect the whole page, also when only a part of it was asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
