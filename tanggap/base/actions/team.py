"""The team and its decree: SOP Padaherang step 1, "kepala menugaskan tim" (A-06, A-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from tanggap.base.acting import Actor, Refused, action, nothing_changed, tell
from tanggap.base.models import Staff, Team, TeamMember


@dataclass(frozen=True)
class MemberDraft:
    """A seat in the team."""

    staff: Staff
    seat: str = TeamMember.Seat.MEMBER
    duty: str = ""


@action("base.set_up_team")
def set_up_team(
    actor: Actor,
    *,
    kind: str,
    name: str,
    decree_number: str,
    decree_on: date,
    valid_from: date,
    valid_to: date | None = None,
    members: Sequence[MemberDraft],
    team: Team | None = None,
) -> Team:
    """Write down a team with its decree, or correct ``team``.

    A new team of a kind ends the one before it on the eve, so that a date names one team.
    """
    _refuse_nonsense(actor, kind, decree_number, valid_from, valid_to, members, team)
    is_new = team is None
    team = team or Team(facility_id=actor.facility_id)
    team.kind, team.name, team.decree_number = kind, name, decree_number
    team.decree_on, team.valid_from, team.valid_to = decree_on, valid_from, valid_to
    team.save()
    if is_new:
        _end_the_one_before(team)
    TeamMember.objects.filter(team=team).delete()
    TeamMember.objects.bulk_create(
        TeamMember(team=team, staff=one.staff, seat=one.seat, duty=one.duty, order=order)
        for order, one in enumerate(members)
    )
    verb = "Menetapkan" if is_new else "Memperbaiki"
    tell(actor, team, f"{verb} {name} dengan SK {decree_number}: {len(members)} orang.")
    return team


@action("base.end_team")
def end_team(actor: Actor, team: Team, on: date) -> None:
    """End a team's period on ``on``."""
    if team.valid_to is not None and team.valid_to <= on:
        nothing_changed()
        return
    team.valid_to = on
    team.save(update_fields=["valid_to"])
    tell(actor, team, f"Mengakhiri masa tugas {team.name} pada {on:%d/%m/%Y}.")


def _end_the_one_before(team: Team) -> None:
    still_open = Team.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=team.valid_from),
        facility_id=team.facility_id,
        kind=team.kind,
        valid_from__lt=team.valid_from,
    )
    still_open.exclude(pk=team.pk).update(valid_to=team.valid_from - timedelta(days=1))


def _refuse_nonsense(
    actor: Actor,
    kind: str,
    number: str,
    valid_from: date,
    valid_to: date | None,
    members: Sequence[MemberDraft],
    team: Team | None,
) -> None:
    if not members:
        raise Refused("Tim memerlukan sedikitnya satu orang.")
    people = [one.staff.pk for one in members]
    if len(set(people)) != len(people):
        raise Refused("Ada orang yang dipilih dua kali.")
    if valid_to is not None and valid_to < valid_from:
        raise Refused("Tanggal «berlaku sampai» mendahului «berlaku mulai».")
    same = Team.objects.filter(facility_id=actor.facility_id, kind=kind, decree_number=number)
    if team is not None:
        same = same.exclude(pk=team.pk)
    if same.exists():
        raise Refused(f"SK {number} sudah dicatat untuk tim ini. Buka tim itu untuk mengubahnya.")
