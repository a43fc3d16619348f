"""Reads of the register and of daftar tilik: what is in force on a day, how it was followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.letterhead import Profile, head_title, official_name
from tanggap.procedures.models import Checklist, Document, Revision, Round, Seen
from tanggap.procedures.rules import (
    Span,
    State,
    Tally,
    filled_in,
    is_followed,
    pooled,
    rate_words,
    revision_words,
    state_on,
    tally_of,
)


def holding_on(day: date) -> Q:
    """Return the condition of a revision that is in force on ``day``, both ends included."""
    return (
        Q(enacted_at__isnull=False, dropped_at=None, valid_from__lte=day)
        & (Q(valid_to=None) | Q(valid_to__gte=day))
        & (Q(revoked_on=None) | Q(revoked_on__gt=day))
    )


def in_force_on(
    facility: Facility, day: date, *, kind: str = "", about: str = ""
) -> QuerySet[Revision]:
    """Return what is in force on ``day``: papers cite the SK of their own date (A-03).

    ``about`` narrows to titles with these words; the newest stands first.
    """
    found = Revision.objects.filter(holding_on(day), facility=facility)
    if kind:
        found = found.filter(document__kind=kind)
    if about:
        found = found.filter(document__title__icontains=about)
    return found.select_related("document__unit").order_by("-valid_from", "-id")


def cited(revision: Revision, profile: Profile) -> str:
    """Return a decree as a paper cites it: «Keputusan Kepala … Nomor … tentang …»."""
    title = revision.document.title
    if revision.document.kind in (Document.Kind.DECREE, Document.Kind.TEAM_DECREE):
        about = title if title.lower().startswith("tentang ") else f"tentang {title}"
        return f"Keputusan {head_title(profile)} Nomor {revision.number} {about}"
    return f"{revision.document.get_kind_display()} {title} Nomor {revision.number}"


_MATTERS = ("umpan balik", "pengaduan", "keluhan", "komunikasi")
_ROOM = 220  # letters: two lines of a foot


def basis_on(facility: Facility, day: date) -> dict[str, str]:
    """Return what a paper of ``day`` has below its foot: the SK it rests on, where there is one.

    A-03: every printed form can cite the decree in force on its date. It is the newest one
    whose title speaks of feedback, complaints, or communication.
    """
    about = Q()
    for matter in _MATTERS:
        about |= Q(document__title__icontains=matter)
    found = in_force_on(facility, day, kind=Document.Kind.DECREE).filter(about).first()
    if found is None:
        return {}
    words = f"Dasar: {cited(found, profile_on(facility, day))}"
    return {"basis": shorten(words, _ROOM, placeholder=" …")}


def span_of(revision: Revision) -> Span:
    return Span(not revision.is_draft, revision.valid_from, revision.valid_to, revision.revoked_on)


def state_of(revision: Revision, day: date) -> State:
    return state_on(span_of(revision), day)


def words_of_revision(revision: Revision) -> str:
    return revision_words(revision.revision, revision.unrevised_as)


def names_on(profile: Profile) -> dict[str, str]:
    """Return what «{puskesmas}» and «{kepala}» stand for by this profile (A-17, B-19)."""
    return {"puskesmas": official_name(profile), "kepala": head_title(profile)}


def worded(text: str, profile: Profile) -> str:
    """Return ``text`` with the names of the health centre by this profile."""
    return filled_in(text, names_on(profile))


# ---------------------------------------------------------------- the register


def revisions_for(actor: Actor) -> QuerySet[Revision]:
    """Return the revisions this actor may read: drafts only those who keep documents."""
    found = Revision.objects.filter(facility_id=actor.facility_id, dropped_at=None)
    return found if actor.may("look.drafts") else found.exclude(enacted_at=None)


def revisions_held(facility: Facility) -> QuerySet[Revision]:
    """Return what another document can replace: whatever was enacted, newest first."""
    found = Revision.objects.filter(facility=facility).exclude(enacted_at=None)
    return found.select_related("document").order_by("-valid_from", "-id")


@dataclass(frozen=True)
class RegisterRow:
    """A document of the register, with the revision to show and a draft beside it."""

    document: Document
    revision: Revision
    state: State
    draft: Revision | None = None


STATES = {state.name.lower(): state for state in State}


def register_rows(actor: Actor, day: date, *, kind: str = "", state: str = "") -> list[RegisterRow]:
    """Return the register as it stands on ``day``: one row a document, by kind and title.

    What is shown is the revision in force; else the one to come, the latest, or the draft.
    """
    documents = Document.objects.filter(facility_id=actor.facility_id).select_related("unit")
    if kind in Document.Kind.values:
        documents = documents.filter(kind=kind)
    wanted = Prefetch("revisions", revisions_for(actor).order_by("-valid_from", "-id"))
    rows = []
    for document in documents.prefetch_related(wanted):
        row = _register_row(document, list(document.revisions.all()), day)
        if row is not None and (not state or row.state.name.lower() == state or _waits(row, state)):
            rows.append(row)
    order = list(Document.Kind.values)
    return sorted(rows, key=lambda row: (order.index(row.document.kind), row.document.title))


def _waits(row: RegisterRow, state: str) -> bool:
    return state == State.DRAFT.name.lower() and row.draft is not None


_FIRST_SHOWN = (State.IN_FORCE, State.COMING, State.REVOKED, State.ENDED, State.DRAFT)


def _register_row(
    document: Document, revisions: Sequence[Revision], day: date
) -> RegisterRow | None:
    if not revisions:
        return None
    states = {one: state_of(one, day) for one in revisions}
    shown = min(revisions, key=lambda one: _FIRST_SHOWN.index(states[one]))
    draft = next((one for one in revisions if states[one] == State.DRAFT), None)
    return RegisterRow(document, shown, states[shown], draft if draft is not shown else None)


def counts_by_kind(actor: Actor) -> dict[str, int]:
    """Return how many documents of each kind this actor's register has."""
    seen = revisions_for(actor).filter(document=OuterRef("pk"))
    found = Document.objects.filter(Exists(seen), facility_id=actor.facility_id).order_by()
    return dict(found.values_list("kind").annotate(n=Count("pk")))


# ---------------------------------------------------------------- daftar tilik


@dataclass(frozen=True)
class RoundRow:
    """A round with its counts; ``is_followed`` is nothing where no step applied."""

    round: Round
    tally: Tally
    is_followed: bool | None

    @property
    def rate(self) -> str:
        return rate_words(self.tally)


@dataclass(frozen=True)
class ChecklistRow:
    """A daftar tilik with its rounds, and the SOP revision in force where that is newer."""

    checklist: Checklist
    rounds: Sequence[RoundRow]
    newer: Revision | None

    @property
    def tally(self) -> Tally:
        return pooled(row.tally for row in self.rounds)

    @property
    def rate(self) -> str:
        return rate_words(self.tally)

    @property
    def is_followed(self) -> bool | None:
        return is_followed(self.tally, self.checklist.threshold)


def checklists_of(actor: Actor) -> QuerySet[Checklist]:
    return Checklist.objects.filter(facility_id=actor.facility_id).select_related(
        "revision__document", "sop__document"
    )


def rounds_of(checklists: Sequence[Checklist]) -> QuerySet[Round]:
    """Return the rounds that count, oldest first."""
    found = Round.objects.filter(checklist__in=checklists, taken_back_at=None)
    return found.select_related("unit", "by").order_by("done_on", "id")


def _tallies(rounds: QuerySet[Round]) -> dict[int, Tally]:
    """Return how often each mark was ticked, by round."""
    found: dict[int, Tally] = {}
    seen = Seen.objects.filter(round__in=rounds.order_by()).order_by()
    for round_id, mark, times in seen.values_list("round", "mark").annotate(n=Count("pk")):
        found[round_id] = found.get(round_id, Tally()) + tally_of([mark] * times)
    return found


def checklist_rows(checklists: Sequence[Checklist], day: date) -> list[ChecklistRow]:
    """Return each daftar tilik with its rounds and whether its SOP has moved on (B-18)."""
    by_checklist: dict[int, list[RoundRow]] = {one.pk: [] for one in checklists}
    thresholds = {one.pk: one.threshold for one in checklists}
    rounds = rounds_of(checklists)
    tallies = _tallies(rounds)
    for done in rounds:
        tally = tallies.get(done.pk, Tally())
        followed = is_followed(tally, thresholds[done.checklist_id])
        by_checklist[done.checklist_id].append(RoundRow(done, tally, followed))
    holding = _holding(checklists, day)
    rows = []
    for one in checklists:
        newest = holding.get(one.sop.document_id)
        newer = newest if newest is not None and newest.pk != one.sop_id else None
        rows.append(ChecklistRow(one, by_checklist[one.pk], newer))
    return rows


def _holding(checklists: Sequence[Checklist], day: date) -> dict[int, Revision]:
    """Return the SOP revision in force on ``day`` by its document."""
    documents = {one.sop.document_id for one in checklists}
    found = Revision.objects.filter(holding_on(day), document__in=documents)
    return {one.document_id: one for one in found.order_by("valid_from", "id")}
