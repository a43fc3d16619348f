"""What a plan's page says once it was realised: did it help, who was answered, who knows."""

from collections.abc import Sequence
from uuid import uuid4

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.logbook.models import Topic
from tanggap.logbook.queries import open_topics
from tanggap.remedy.answering_reading import Progress, progress_of
from tanggap.remedy.effect_reading import ShownEffect, effect_of
from tanggap.remedy.models import PlanSource
from tanggap.remedy.queries import Shown, report_of
from tanggap.reply.models import Reply


def after_realising(
    actor: Actor, facility: Facility, row: Shown, cycles: Sequence[Shown]
) -> dict[str, object]:
    """Return the parts of the page that only a realised plan has; empty before."""
    if row.realisation is None:
        return {}
    has_people = PlanSource.objects.filter(plan=row.plan.first_id).exists()
    answers = progress_of(actor, row.plan) if actor.may("look.entries") else Progress()
    effect = effect_shown(actor, facility, row, cycles)
    return {
        "effect": effect,
        "topic_choices": _choices(actor, effect),
        "answers": answers if has_people else None,
        "on_paper": {
            "calls": len(to_call(answers)),
            "board": len(answers.of_way(Reply.Way.NOTICE)),
            "to_post": sum(
                one.group == "under_way" and one.reply.way == Reply.Way.NOTICE
                for one in answers.rows
            ),
        },
        "report": report_of(row.plan),
        "report_key": uuid4(),
    }


def effect_shown(
    actor: Actor, facility: Facility, row: Shown, cycles: Sequence[Shown]
) -> ShownEffect | None:
    """Return the effect for who meets the whole book: of a part it would tell something else."""
    return effect_of(actor, facility, row, cycles) if actor.may("look.all_plans") else None


def to_call(answers: Progress) -> list[Reply]:
    """Return the answers to be told by telephone now: approved where that is needed."""
    return [
        one.reply
        for one in answers.rows
        if one.reply.way == Reply.Way.CALL and one.group in ("ready", "under_way")
    ]


def _choices(actor: Actor, effect: ShownEffect | None) -> list[tuple[Topic, bool]]:
    """Return every topic in use and whether it is chosen; nothing for who may not choose."""
    if effect is None or not actor.may("remedy.choose_topics"):
        return []
    taken = {one.pk for one in effect.topics}
    open_ones = [one for one in open_topics(actor.facility_id) if one.pk not in taken]
    return [(one, True) for one in effect.topics] + [(one, False) for one in open_ones]
