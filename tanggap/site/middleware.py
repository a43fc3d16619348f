"""What stands around every page: whom to believe, set-up first, and strict headers."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from tanggap.base.again import typed_in
from tanggap.base.models import Facility
from tanggap.site.errors import out_of_bounds, wrong_way

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
NO_STORE_EXCEPT = "/static/"


class TrustedProxy:
    """Believe forwarding headers only from a proxy the site names (TANGGAP_TRUSTED_PROXY).

    From anybody else they are taken away; that there were some is remembered, since it
    means that the caller does not sit at this machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        meta["tanggap.through_proxy"] = any(name in meta for name in FORWARDED)
        if meta.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            caller = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if caller:
                meta["REMOTE_ADDR"] = caller
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)


class StorableCookies:
    """Leaves out cookies that hold a NUL: none of ours does, and PostgreSQL refuses to look
    such a session up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\x00" in value for value in request.COOKIES.values()):
            request.COOKIES = {k: v for k, v in request.COOKIES.items() if "\x00" not in v}
        return self.get_response(request)


class SecurityHeaders:
    """A strict Content-Security-Policy and its companions, on every answer.

    The setting is named like Django 6's own (``SECURE_CSP``), so that the switch is easy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
        )
        if not request.path.startswith(NO_STORE_EXCEPT):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class StorableInput:
    """Makes what was typed or asked storable, answers numbers and days beyond all bounds, and
    hands back what was typed for an act that came too late.

    No database can keep a key of forty digits, and a day of the year 9999 has no morrow:
    that is the asker's slip, not an error of ours. PostgreSQL keeps no NUL in a text, and
    nobody types one: it is taken out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            said = wrong_way(request)
            said.headers["Allow"] = response.headers["Allow"]
            return said
        if request.method == "POST" and _was_refused(request, response):
            self._hand_back(request)
        return response

    @staticmethod
    def _hand_back(request: HttpRequest) -> None:
        """Show on the next page what was typed for an act that was refused."""
        typed = typed_in(request)
        for text in typed.texts if typed else ():
            messages.info(request, f"Yang tadi Anda ketik, untuk disalin: {text}")

    def process_view(self, request: HttpRequest, *_: object) -> None:
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return out_of_bounds(request) if isinstance(error, OverflowError | DataError) else None


def _was_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Answer whether an act leads on to another page with nothing but a sentence of refusal."""
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    is_onward = response.status_code == HTTPStatus.FOUND
    return is_onward and any(one.level >= messages.ERROR for one in queued)


def _without_nul(typed: QueryDict) -> QueryDict:
    """Return ``typed`` without NUL; the same object where there is none, as nearly always."""
    if not any("\x00" in value for _, values in typed.lists() for value in values):
        return typed
    clean = QueryDict(mutable=True)
    for name, values in typed.lists():
        clean.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return clean


class SetUpFirst:
    """Leads every address to the set-up page while there is no health centre.

    Once there is one it is not asked again: a health centre is never removed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_set_up and not request.path.startswith(("/siapkan/", "/static/")):
            self.is_set_up = Facility.objects.exists()
            if not self.is_set_up:
                return HttpResponseRedirect(reverse("setup:wizard"))
        return self.get_response(request)
