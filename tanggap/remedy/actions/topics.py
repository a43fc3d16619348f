"""By which topics it is judged whether a plan helped: said by a person, never guessed."""

from collections.abc import Collection

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.logbook.models import Topic
from tanggap.remedy.actions._held import held_plan
from tanggap.remedy.models import Plan, PlanTopic

MOST_TOPICS = 5


@action("remedy.choose_topics")
def choose_topics(actor: Actor, held: Plan, topic_ids: Collection[int]) -> None:
    """Confirm or change the topics that a chain of plans was meant to make rarer."""
    own = held_plan(actor, held)
    topics = list(Topic.objects.filter(pk__in=topic_ids, facility_id=actor.facility_id))
    if len(topics) != len(set(topic_ids)):
        raise Refused("Ada topik yang tidak ada di puskesmas Anda. Muat ulang halamannya.")
    if not topics:
        raise Refused("Pilih paling sedikit satu topik.")
    if len(topics) > MOST_TOPICS:
        raise Refused(f"Pilih paling banyak {MOST_TOPICS} topik: satu RTL tidak memperbaiki semua.")
    links = PlanTopic.objects.filter(plan=own.first_id)
    before, after = set(links.values_list("topic_id", flat=True)), {one.pk for one in topics}
    if before == after:
        nothing_changed()
        return
    links.exclude(topic__in=after).delete()
    PlanTopic.objects.bulk_create(
        PlanTopic(plan_id=own.first_id, topic_id=key) for key in sorted(after - before)
    )
    names = ", ".join(one.label for one in topics)
    tell(actor, own, f"Topik {own.number} untuk menilai hasil: {names}.")
