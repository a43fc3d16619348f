"""Reads of evidence: findings once each, to-dos, and what proves the steps of a SOP."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from tanggap.base.acting import Actor
from tanggap.evidence.asking import Question
from tanggap.evidence.criteria import CRITERIA, NAMES, STEPS, Criterion
from tanggap.evidence.models import Pack, StepMatch
from tanggap.evidence.proofs import PROOFS
from tanggap.evidence.rules import Finding, Link, State, Todo, worst
from tanggap.procedures.models import Step
from tanggap.procedures.samples import samples


class Findings:
    """The findings of one question: each proof is asked at most once, when it is wanted."""

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        self._found: dict[str, Finding] = {}

    def __getitem__(self, key: str) -> Finding:
        if key not in self._found:
            self._found[key] = PROOFS[key].ask(self.asked)
        return self._found[key]

    def of(self, keys: Iterable[str]) -> list[tuple[str, Finding]]:
        """Return what these proofs are called, and what each found."""
        return [(PROOFS[key].label, self[key]) for key in keys]


@dataclass(frozen=True)
class Shelf:
    """A step or a criterion with its findings, and what they say together."""

    criterion: Criterion
    found: Sequence[tuple[str, Finding]]

    @property
    def state(self) -> State:
        return worst([one.state for _, one in self.found])


def shelves(findings: Findings, rows: Iterable[Criterion]) -> list[Shelf]:
    return [Shelf(row, findings.of(row.proofs)) for row in rows]


def by_sop(findings: Findings) -> list[tuple[str, list[Shelf]]]:
    """Return the steps of both SOPs, each with what proves it."""
    return [(NAMES[key], shelves(findings, rows)) for key, rows in STEPS.items()]


def others(findings: Findings) -> list[tuple[str, Finding]]:
    """Return the proofs that belong to no step: what governs, receipts, survey, audit."""
    of_steps = {key for rows in STEPS.values() for row in rows for key in row.proofs}
    return findings.of(key for key in PROOFS if key not in of_steps)


def by_criterion(findings: Findings) -> list[Shelf]:
    return shelves(findings, CRITERIA)


@dataclass(frozen=True)
class Lack:
    """What is missing, of which proof, and how grave that is."""

    label: str
    todo: Todo
    state: State


_GRAVE = (State.NOT_YET, State.PARTLY, State.PROVEN, State.UNPROVABLE)


def todos(findings: Findings) -> list[Lack]:
    """Return all that is missing, what is not proved at all first."""
    found: dict[str, Lack] = {}
    for key, proof in PROOFS.items():
        for todo in findings[key].missing:
            found.setdefault(todo.words, Lack(proof.label, todo, findings[key].state))
    return sorted(found.values(), key=lambda one: _GRAVE.index(one.state))


def may_open(actor: Actor, link: Link | None) -> bool:
    """Answer whether this actor has the right that the link's page asks."""
    if link is None or (link.right and not actor.may(link.right)):
        return False
    try:
        reverse(link.name, args=link.args)
    except NoReverseMatch:
        return False
    return True


# ---------------------------------------------------------------- steps of a SOP


def _plain(text: str) -> str:
    return " ".join(text.replace("{puskesmas}", "").casefold().split()).rstrip(".;")


def _samples() -> Mapping[str, tuple[str, ...]]:
    """Return the keys of the proofs by the words of the samples' steps."""
    return {
        _plain(step["text"]): row.proofs
        for one in samples()
        for step, row in zip(one.steps, STEPS[one.key], strict=True)
    }


def proofs_of_steps(steps: Sequence[Step]) -> dict[int, tuple[str, ...]]:
    """Return by step what proves it: a person's word, an earlier revision's, or the sample's."""
    keys = [one.pk for one in steps]
    held = {one.step_id: one.proofs for one in StepMatch.objects.filter(step__in=keys)}
    earlier = _said_earlier(steps) if len(held) < len(keys) else {}
    known = _samples()
    found = {}
    for one in steps:
        words = _plain(one.text)
        said = held.get(one.pk, earlier.get(words))
        kept = known.get(words, ()) if said is None else tuple(said.split())
        found[one.pk] = tuple(key for key in kept if key in PROOFS)
    return found


def _said_earlier(steps: Sequence[Step]) -> dict[str, str]:
    """Return what was said of steps in the other revisions of the same document, newest last."""
    documents = {one.revision.document_id for one in steps}
    said = StepMatch.objects.filter(step__revision__document__in=documents)
    rows = said.select_related("step").order_by("step__revision_id")
    return {_plain(one.step.text): one.proofs for one in rows}


# ---------------------------------------------------------------- packs


def packs_of(actor: Actor) -> QuerySet[Pack]:
    """Return the packs that this actor made: what one may meet, another may not."""
    own = Pack.objects.filter(facility_id=actor.facility_id, by=actor.staff_id or 0)
    return own.select_related("by").order_by("-id")
