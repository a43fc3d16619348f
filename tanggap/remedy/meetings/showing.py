"""How tools and quotations are shown on the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tanggap.base.acting import Actor
from tanggap.base.models import Staff
from tanggap.base.typed import mark_of
from tanggap.logbook.models import Entry
from tanggap.remedy.meetings.drawing import fishbone_drawing
from tanggap.remedy.meetings.forms import QuotationForm
from tanggap.remedy.meetings.models import Quotation, RootCause
from tanggap.remedy.meetings.queries import decided_at
from tanggap.remedy.meetings.quoting import redacted
from tanggap.remedy.meetings.tools import Fishbone, Tool, in_words, read_tool
from tanggap.remedy.models import Plan


@dataclass(frozen=True)
class ShownCause:
    """A tool with its picture, where it has one, and its words."""

    cause: RootCause
    tool: Tool
    drawing: str
    words: Sequence[str]


def shown_cause(cause: RootCause) -> ShownCause:
    tool = read_tool(cause.kind, cause.content)
    drawing = fishbone_drawing(tool) if isinstance(tool, Fishbone) else ""
    return ShownCause(cause, tool, drawing, in_words(tool))


def shown_causes(causes: Mapping[int, Sequence[RootCause]]) -> dict[int, list[ShownCause]]:
    return {key: [shown_cause(one) for one in some] for key, some in causes.items()}


def looked_into(actor: Actor, plan: Plan) -> dict[str, object]:
    """Return what a plan's page shows of its meeting and of how its cause was looked for."""
    held = RootCause.objects.filter(plan=plan, dropped_at=None)
    return {
        "decided_at": decided_at(actor, [plan.pk]).get(plan.pk),
        "causes": [shown_cause(one) for one in held],
        "tools": RootCause.Kind.choices,
    }


def quotation_rows(quotations: Sequence[Quotation]) -> list[tuple[Quotation, QuotationForm]]:
    """Return each quotation with the form that mends and releases it."""
    return [
        (
            one,
            QuotationForm(
                initial={"text": one.text, "seen": mark_of(one.text)}, auto_id=f"k{one.pk}_%s"
            ),
        )
        for one in quotations
    ]


def proposed_quotation(entry: Entry) -> str:
    """Return an entry's words made unrecognisable, with every name that the book knows of it."""
    names = list(Staff.objects.filter(facility_id=entry.facility_id).values_list("name", flat=True))
    if entry.person is not None:
        names += [entry.person.name, entry.person.address]
    return redacted(entry.text[:1_000], names)[:1_000]
