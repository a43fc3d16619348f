"""«Coba dengan data contoh»: starts the example and leads there when it is ready."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tanggap.base.models import Facility
from tanggap.site.example.running import answers, starter
from tanggap.site.setup_views import is_from_this_machine


def example(request: HttpRequest) -> HttpResponse:
    """Start the example (POST) or show how far it has come (GET), without a script."""
    if Facility.objects.exists():
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not is_from_this_machine(request):
        messages.error(
            request,
            "Data contoh hanya dibuka di komputer tempat Tanggap berjalan. "
            "Di sana: buka halaman ini, atau jalankan «tanggap demo».",
        )
        return redirect("setup:wizard")
    if request.method == "POST":
        starter.start(settings.HOME, request.build_absolute_uri(reverse("setup:wizard")))
        return redirect("setup:example")
    return _how_far(request)


def _how_far(request: HttpRequest) -> HttpResponse:
    state = starter.state(settings.HOME)
    if state is None:
        messages.error(
            request, "Data contoh tidak berjalan. Coba lagi, atau jalankan «tanggap demo»."
        )
        return redirect("setup:wizard")
    is_ready = bool(state.url) and answers(state.url)
    response = render(request, "example/waiting.html", {"state": state, "is_ready": is_ready})
    # By header, so that it also leads on where no script runs.
    response.headers["Refresh"] = f"0; url={state.url}/" if is_ready else "1"
    return response
