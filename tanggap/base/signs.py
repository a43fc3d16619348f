"""What must be said aloud on the first page, whoever it is that finds it out.

The groundwork knows no step to its right: ``settings.SIGNS`` names the functions that ask.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from tanggap.base.acting import Actor
from tanggap.base.models import Facility


@dataclass(frozen=True)
class Sign:
    """Something wrong with the site itself: what, what to do, and where one can."""

    what: str
    advice: str
    url: str = ""
    act: str = ""


def signs_for(actor: Actor, facility: Facility) -> list[Sign]:
    """Return what this actor must hear of."""
    return [sign for path in settings.SIGNS for sign in import_string(path)(actor, facility)]
