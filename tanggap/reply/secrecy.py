"""What was sent about a case must not be met by whoever the case is about (art. 45)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.gateway.models import Dispatch
from tanggap.logbook import queries
from tanggap.logbook.models import Accused
from tanggap.reply.models import EarlierTry, Reply


def _is_hidden(actor: Actor) -> Q:
    about = Reply.objects.filter(_answers_hidden(actor), dispatch=OuterRef("pk"))
    earlier = EarlierTry.objects.filter(_answers_hidden(actor, "reply__"), dispatch=OuterRef("pk"))
    return queries.is_hidden_dispatch(actor) | Q(Exists(about)) | Q(Exists(earlier))


def _answers_hidden(actor: Actor, path: str = "") -> Q:
    """Ask of each answer whether it is to an entry that names ``actor``, or was given at triage
    to a message that stands in one now.
    """
    naming = Accused.objects.filter(staff_id=actor.staff_id or 0, entry=OuterRef(f"{path}entry"))
    hidden = queries.hidden_messages(actor).filter(pk=OuterRef(f"{path}message"))
    return Q(Exists(naming)) | Q(Exists(hidden))


def hidden_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return what was or is to be sent about entries that name ``actor``, answers included.

    Asked row by row: ask for the keys in hand (``Exists``), not for all at once.
    """
    here = Dispatch.objects.filter(facility_id=actor.facility_id)
    return here.filter(_is_hidden(actor)) if queries.is_named(actor) else here.none()


def visible_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return what was or is to be sent, as far as ``actor`` may meet it."""
    here = Dispatch.objects.filter(facility_id=actor.facility_id)
    return here.exclude(_is_hidden(actor)) if queries.is_named(actor) else here
