"""A line that is silent or stopped, said aloud on the first page: the team sees it first."""

from django.urls import reverse
from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.saying import waktu
from tanggap.base.signs import Sign
from tanggap.gateway.models import Line
from tanggap.gateway.queries import dead_lines, pulse_of

_LOOK = "Lihat saluran"


def at_home(actor: Actor, facility: Facility) -> list[Sign]:
    """Return a sign for each line in use through which nothing comes or goes."""
    if not actor.may("look.lines"):
        return []
    return [_sign(line) for line in dead_lines(facility.pk, timezone.now())]


def _sign(line: Line) -> Sign:
    return Sign(what_is_dead(line), advice_on(line), reverse("gateway:line", args=[line.pk]), _LOOK)


def what_is_dead(line: Line) -> str:
    """Say of a dead line that it is stopped, or since when nothing was heard of it."""
    pulse = pulse_of(line)
    if line.trouble or (pulse is not None and pulse.trouble):
        return f"Saluran «{line.name}» terganggu."
    if pulse is not None and pulse.heard_at is not None:
        return f"Saluran «{line.name}» tidak terdengar sejak {waktu(pulse.heard_at)}."
    return f"Saluran «{line.name}» belum pernah terdengar."


def advice_on(line: Line) -> str:
    """Say what the other end itself told of its trouble, or where to look."""
    pulse = pulse_of(line)
    told = line.trouble or (pulse.trouble if pulse else "")
    return told or "Pesan warga mungkin tidak sampai. Periksa alat atau akunnya."
