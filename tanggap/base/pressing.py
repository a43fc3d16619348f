"""A button on one row: do it, say what came of it or why it was refused, and go back."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.middleware import StaffRequest
from tanggap.base.undo import offer_undo

_R = TypeVar("_R", bound=Model)

View = Callable[..., HttpResponseBase]


def done(
    request: StaffRequest,
    act: Callable[[], object],
    words: str,
    there: str | Callable[[], str],
    *,
    undo: str = "",
    label: str = "Batalkan",
    if_refused: str = "",
) -> HttpResponseRedirect:
    """Do ``act``, say ``words`` (or why it was refused), and go ``there``.

    Without ``words`` the act returns its sentence. ``undo`` is the address that takes the act
    back, ``label`` its button; a refused act goes to ``if_refused`` where that is elsewhere.
    """
    try:
        made = act()
    except Refused as refused:
        messages.error(request, str(refused))
        if if_refused:
            return HttpResponseRedirect(if_refused)
    else:
        sentence = words or str(made)
        if undo:
            offer_undo(request, sentence, undo, label)
        else:
            messages.success(request, sentence)
    return HttpResponseRedirect(there if isinstance(there, str) else there())


def button(
    right: str,
    found: Callable[..., _R],
    act: Callable[[StaffRequest, _R], object],
    words: str | Callable[[_R], str],
    there: Callable[[StaffRequest, _R], str],
    *,
    undo: str = "",
    label: str = "Batalkan",
) -> View:
    """Return the view of a button on the row that ``found(request, …)`` gives for the address.

    ``words`` is the sentence, or makes it from the row; empty, ``act`` returns it. ``undo`` is
    the view that takes it back, by the row's key.
    """

    @require_POST
    @may(right)
    def pressed(request: StaffRequest, /, **asked: int) -> HttpResponseBase:
        row = found(request, *asked.values())
        return done(
            request,
            lambda: act(request, row),
            words if isinstance(words, str) else words(row),
            lambda: there(request, row),
            undo=reverse(undo, args=[row.pk]) if undo else "",
            label=label,
        )

    return pressed
