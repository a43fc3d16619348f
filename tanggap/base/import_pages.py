"""The pages of an import, whatever file is brought: each says only its own words and addresses."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from tanggap.base.access import may
from tanggap.base.acting import Actor, Refused
from tanggap.base.bringing import Handed
from tanggap.base.brought import BroughtFile, go_on, keep_file
from tanggap.base.carrying import Carrier
from tanggap.base.middleware import StaffRequest

_EARLIER = 10
State = BroughtFile.State
_B = TypeVar("_B", bound=BroughtFile)
_F = TypeVar("_F", bound=Form)


def handed_in(form: Form) -> Handed:
    """Return the file of an upload form that is valid."""
    file = form.cleaned_data["file"]
    return {
        "form_key": form.cleaned_data["form_key"],
        "file_name": file.name or "",
        "keep": lambda: keep_file(file.chunks()),
    }


def skipped_in(found: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Return what reading left out, as many and why."""
    return [f"{n} {words.get(why, why)}" for why, n in found.get("skipped", {}).items() if n]


def twin_of(brought: _B) -> _B | None:
    """Return the newest import that brought the same file in before."""
    rows = type(brought)._default_manager.filter(
        facility_id=brought.facility_id, sha256=brought.sha256, state=State.DONE
    )
    return rows.exclude(pk=brought.pk).order_by("-id").first()


class ImportPages(Generic[_B]):
    """Upload, look, decide; then it goes on by itself, and can be taken back.

    ``template`` begins the names of the two pages: «inbox/sms» has «inbox/sms.html» and
    «inbox/sms_look.html». ``upload``, ``look`` and ``progress`` name their addresses,
    ``pieces`` what the file is counted in, ``taken_in`` the word for bringing it in, and
    ``beside`` the rows that its page shows too.
    """

    def __init__(
        self,
        carrier: Carrier[_B],
        right: str,
        *,
        template: str,
        upload: str,
        look: str,
        progress: str,
        pieces: str,
        drop: Callable[[Actor, _B], None],
        undo: Callable[[Actor, _B], _B],
        beside: tuple[str, ...] = (),
        taken_in: str = "dimasukkan",
    ) -> None:
        self._carrier, self._template = carrier, template
        self._pieces, self._taken_in = pieces, taken_in
        self._upload_at, self._look_at, self._progress_at = upload, look, progress
        self._drop, self._undo, self._beside = drop, undo, beside
        self.progress = may(right)(require_GET(self._progress))
        self.discard = may(right)(require_POST(self._discard))
        self.undo = may(right)(require_POST(self._take_back))

    def of(self, request: StaffRequest, import_id: int) -> _B:
        """Return the import of this health centre, or answer 404."""
        facility_id = request.actor.facility_id
        found: _B = get_object_or_404(self._rows(), pk=import_id, facility_id=facility_id)
        return found

    def upload(
        self, request: StaffRequest, form: Form, offer: Callable[[], _B], **more: object
    ) -> HttpResponse:
        """Show ``form`` and what was brought earlier; a good form's file is offered."""
        if request.method == "POST" and form.is_valid():
            answer = self.onward(form, offer, "file")
            if answer is not None:
                return answer
        earlier = self._rows().filter(facility_id=request.actor.facility_id)
        shown = earlier.exclude(state=State.DROPPED).order_by("-id")[:_EARLIER]
        return render(request, f"{self._template}.html", {"form": form, "earlier": shown} | more)

    def look(
        self,
        request: StaffRequest,
        brought: _B,
        decide: Callable[[_B, Any], _F],
        begin: Callable[[_F], _B],
        facts: Callable[[_B], Mapping[str, object]],
    ) -> HttpResponse:
        """Show where ``brought`` stands; while it waits for a decision, take the decision."""
        if brought.state != State.READY:
            return self.standing(request, brought, facts(brought))
        form = decide(brought, request.POST if request.method == "POST" else None)
        if form.is_valid():
            answer = self.onward(form, lambda: begin(form))
            if answer is not None:
                return answer
        return self.shown(request, brought, {**facts(brought), "form": form})

    def standing(
        self, request: StaffRequest, brought: _B, facts: Mapping[str, object]
    ) -> HttpResponse:
        """Show where ``brought`` stands, with nothing to decide: a form sent late is dropped."""
        if request.method == "POST":
            return redirect(self._look_at, brought.pk)
        return self.shown(request, brought, facts)

    def shown(
        self, request: StaffRequest, brought: _B, context: Mapping[str, object]
    ) -> HttpResponse:
        """Render the page of ``brought``."""
        return render(request, f"{self._template}_look.html", {**self._own(brought), **context})

    def onward(
        self, form: Form, act: Callable[[], _B], field: str | None = None
    ) -> HttpResponse | None:
        """Do ``act`` and begin at once: a small file is done before the page is shown.

        A refusal is said at ``field`` of the form, and nothing is returned.
        """
        try:
            brought = act()
        except Refused as refusal:
            form.add_error(field, str(refusal))
            return None
        return self._begun(brought)

    def gone(self, request: StaffRequest, why: str) -> HttpResponse:
        """Say why a file is no longer here, where another can be uploaded."""
        messages.error(request, why)
        return redirect(self._upload_at)

    def _begun(self, brought: _B) -> HttpResponse:
        go_on(lambda: self._carrier.carry_on(only=brought.pk))
        return redirect(self._look_at, brought.pk)

    def _progress(self, request: StaffRequest, import_id: int) -> HttpResponse:
        """Say how far it has come; once it has ended, the whole page is fetched anew."""
        brought = self.of(request, import_id)
        if not brought.is_moving:
            return HttpResponseClientRefresh()
        return render(request, "base/import_progress.html", self._own(brought))

    def _discard(self, request: StaffRequest, import_id: int) -> HttpResponse:
        """Throw a file away without importing it."""
        self._drop(request.actor, self.of(request, import_id))
        messages.success(request, f"Berkas dibuang. Tidak ada yang {self._taken_in}.")
        return redirect(self._upload_at)

    def _take_back(self, request: StaffRequest, import_id: int) -> HttpResponse:
        """Take an import back."""
        brought = self.of(request, import_id)
        try:
            self._undo(request.actor, brought)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self._look_at, brought.pk)
        return self._begun(brought)

    def _rows(self) -> Any:
        return self._carrier.model._default_manager.select_related(*self._beside)

    def _own(self, brought: _B) -> dict[str, object]:
        return {
            "brought": brought,
            "pieces": self._pieces,
            "taken_in": self._taken_in,
            "upload_at": reverse(self._upload_at),
            "look_at": reverse(self._look_at, args=[brought.pk]),
            "progress_at": reverse(self._progress_at, args=[brought.pk]),
        }
