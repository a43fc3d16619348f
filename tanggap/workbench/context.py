"""What every page needs to know: who looks, at which health centre."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    actor = getattr(request, "actor", None)
    return {"actor": actor, "facility": getattr(request, "facility", None)}
