"""What was typed comes back: a sign-in or a form that aged meanwhile makes nobody type twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# By name, since a request may be refused before the view that knows its form: a test holds
# every password box of the house to it.
_SECRET = re.compile(r"passw|passphrase|secret|token|sandi|^(old|new|again)$", re.IGNORECASE)
_OWN = {"csrfmiddlewaretoken"}
_WORDS = 10  # what is shorter was chosen, not typed
# Keys and marks of our rows, and days: carried or chosen, not typed.
_OURS = re.compile(r"[\d ]{17,}|[0-9a-f]{16}|\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Typed:
    """What a form held: every field as it was sent, the long ones to be read again."""

    fields: Sequence[tuple[str, str]]
    texts: Sequence[str]
    files: Sequence[tuple[str, str]]


def typed_in(request: HttpRequest) -> Typed | None:
    """Return what somebody typed into the form that ``request`` sends.

    ``None`` where there is nothing worth keeping, or a password or key among it: that is
    never written into a page.
    """
    if request.method != "POST":
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _OWN
    ]
    texts = [value for name, value in sent if _is_typed(name, value)]
    files = [(name, one.name or "") for name, one in request.FILES.items()]  # type: ignore[union-attr]
    if not (texts or files) or any(is_secret(name) for name, _ in sent):
        return None
    return Typed(sent, texts, files)


def is_secret(name: str) -> bool:
    """Answer whether a field of this name may hold a password, a code or a key."""
    return bool(_SECRET.search(name))


def _is_typed(name: str, value: str) -> bool:
    if name == "form_key" or value.startswith("/") or _OURS.fullmatch(value):
        return False
    return len(value.strip()) >= _WORDS


def came_from_here(request: HttpRequest) -> bool:
    """Answer whether the browser itself says that a page of ours sent ``request``.

    Only then may it be offered to be sent again: another site's form never.
    """
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return origin in own
    return any(request.headers.get("Referer", "").startswith(f"{one}/") for one in own)


def offered_again(request: HttpRequest, typed: Typed, *, title: str, advice: str) -> HttpResponse:
    """Answer with what was typed and a button that sends it again."""
    words = {"title": title, "advice": advice, "typed": typed, "path": request.get_full_path()}
    words["signed_in"] = hasattr(request, "actor")
    return render(request, "base/again.html", words, status=403)
