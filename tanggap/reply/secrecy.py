"""What was sent about a case must not be met by whoever the case is about (art. 45)."""

from django.db.models import Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.gateway.models import Dispatch
from tanggap.logbook import queries
from tanggap.reply.models import EarlierTry, Reply


def hidden_dispatches(actor: Actor) -> QuerySet[Dispatch]:
    """Return what was or is to be sent about entries that name ``actor``, answers included."""
    about = Reply.objects.filter(entry__in=queries.hidden_entry_ids(actor))
    earlier = EarlierTry.objects.filter(reply__in=about)
    return Dispatch.objects.filter(
        Q(pk__in=queries.hidden_dispatches(actor).values("pk"))
        | Q(pk__in=about.filter(dispatch__isnull=False).values("dispatch"))
        | Q(pk__in=earlier.values("dispatch")),
        facility_id=actor.facility_id,
    )
