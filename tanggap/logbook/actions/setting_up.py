"""What a health centre's register needs before its first entry."""

import json
from importlib import resources

from tanggap.base.acting import Actor, action, nothing_changed, tell
from tanggap.base.models import Facility
from tanggap.logbook.models import LocalPromise, Topic
from tanggap.logbook.rules import RULE_BY_KEY, SPAN_LABELS, Span


@action("logbook.prepare")
def prepare(actor: Actor) -> None:
    """Lay in what the register needs: called by the set-up; does nothing a second time."""
    lay_in_topics(actor)
    nothing_changed()


@action("logbook.lay_in_topics")
def lay_in_topics(actor: Actor) -> int:
    """Lay in the start set of topics (§9.2) that this health centre lacks; return how many."""
    text = resources.files("tanggap.logbook").joinpath("topics.json").read_text("utf-8")
    known = set(Topic.objects.filter(facility_id=actor.facility_id).values_list("key", flat=True))
    missing = [
        Topic(facility_id=actor.facility_id, key=row["key"], label=row["label"], order=order)
        for order, row in enumerate(json.loads(text))
        if row["key"] not in known
    ]
    Topic.objects.bulk_create(missing)
    nothing_changed()
    return len(missing)


@action("logbook.change_promise")
def change_promise(actor: Actor, rule_key: str, length: int, unit: str) -> LocalPromise:
    """Set how long this health centre's own promise is; 0 means that it is not made."""
    rule = RULE_BY_KEY[rule_key]
    promise, _ = LocalPromise.objects.update_or_create(
        facility_id=actor.facility_id,
        rule=rule_key,
        defaults={"length": length, "unit": Span(unit)},
    )
    facility = Facility.objects.get(pk=actor.facility_id)
    words = f"{length} {SPAN_LABELS[Span(unit)]}" if length else "tidak dijanjikan"
    tell(actor, facility, f"Janji «{rule.label}» diubah: {words}.")
    return promise
