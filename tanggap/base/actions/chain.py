"""What a reading of History's chain found is kept beside its head."""

from django.utils import timezone

from tanggap.base.acting import Actor, action, nothing_changed
from tanggap.base.history import Reading
from tanggap.base.models import HistoryHead


@action("base.note_reading")
def note_reading(actor: Actor, found: Reading) -> None:
    """Keep what was found, for the pages that say it aloud."""
    heads = HistoryHead.objects.filter(facility_id=actor.facility_id)
    heads.update(read_at=timezone.now(), read_to=found.place, fault=found.fault)
    nothing_changed()
