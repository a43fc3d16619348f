"""What every paper of one entry says of it: who, when, by whom signed, whom to ask.

Whoever may not meet the entry gets no paper of it; who may not see identities gets it
without. The profile is the one valid on the day of the paper (A-17).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from tanggap.base.acting import Actor, NotAllowed
from tanggap.base.models import FacilityProfile, Staff
from tanggap.base.papers import chair_on
from tanggap.base.queries import profile_on
from tanggap.documents.dates import (
    clock_time,
    day_and_date,
    grouped_phone,
    long_date,
)
from tanggap.documents.letterhead import head_signature, official_name, signature
from tanggap.documents.pdf import render
from tanggap.inbox.models import Person
from tanggap.logbook.models import Accused, Entry
from tanggap.logbook.queries import may_see, may_see_identity, zone_of

ANONYMOUS = "Anonim"


@dataclass(frozen=True)
class EntryPaper:
    """What every paper of an entry needs to know."""

    entry: Entry
    profile: FacilityProfile
    zone: ZoneInfo
    day: date
    staff: Staff | None
    knows: bool

    @property
    def person(self) -> Person | None:
        return self.entry.person if self.knows and not self.entry.is_anonymous else None

    @property
    def received(self) -> datetime:
        return self.entry.received_at.astimezone(self.zone)

    @property
    def here(self) -> str:
        return official_name(self.profile)

    @property
    def dated(self) -> str:
        return f"{self.profile.place or '…………………'}, {long_date(self.day)}"

    def render(self, layout: str, content: Mapping[str, object], title: str) -> bytes:
        facility = self.entry.facility
        return render(layout, content, title=title, paper=facility.paper, font=facility.font)


def paper_of(actor: Actor, entry: Entry, on: date | None) -> EntryPaper:
    """Return what the papers of ``entry`` need; raises ``NotAllowed`` for who may not meet it."""
    if not may_see(actor, entry):
        raise NotAllowed("Entri ini tidak dapat Anda buka.")
    zone = zone_of(entry.facility)
    day = on or timezone.now().astimezone(zone).date()
    staff = Staff.objects.filter(pk=actor.staff_id).first() if actor.staff_id else None
    knows = may_see_identity(actor)
    return EntryPaper(entry, profile_on(entry.facility, day), zone, day, staff, knows)


def reporter(paper: EntryPaper) -> list[list[str]]:
    """Return the reporter's identity; a hidden one leaves nothing to be filled in."""
    status = ["Status", paper.entry.get_reporter_display()]
    if paper.entry.is_anonymous:
        return [["Nama", ANONYMOUS], status]
    person = paper.person
    if person is None:
        return [["Nama", "–" if not paper.knows else ANONYMOUS], status]
    phones = person.identities.filter(kind="phone", ended_at=None).values_list("value", flat=True)
    numbers = ", ".join(grouped_phone(value) for value in phones)
    return [
        ["Nama", person.name or ANONYMOUS],
        ["Alamat", person.address or "–"],
        ["Nomor HP", numbers or "–"],
        status,
    ]


def reception(paper: EntryPaper) -> list[list[str]]:
    entry, at = paper.entry, paper.received
    return [
        ["Diterima", f"{day_and_date(at)}, pukul {clock_time(at)}"],
        ["Tempat dan media", f"{paper.here}, {entry.line.name}"],
        ["Jenis", f"{entry.get_kind_display()} · {entry.get_klass_display()}"],
    ]


def signed_by(paper: EntryPaper, role: str, *, above: list[str]) -> dict[str, object]:
    staff = paper.staff or paper.entry.recorded_by
    return signature(role, staff.name, staff.nip, above=above)


def addressee(paper: EntryPaper) -> str:
    """Return to whom a letter goes: name and address, as far as they may be known."""
    person = paper.person
    name = person.name if person and person.name else "Penyampai umpan balik"
    place = person.address if person and person.address else "di tempat"
    return f"Yth. {name}\n{place}"


def contact_sentence(paper: EntryPaper) -> str:
    """Return whom to ask: the health centre, who is in charge (art. 36(4)), its numbers."""
    reach = [paper.profile.phone, paper.profile.email]
    by = ", ".join(part.replace(" ", "\u00a0") for part in reach if part)
    in_charge = _in_charge(paper)
    who = f" (penanggung jawab: {in_charge})" if in_charge else ""
    return f"Untuk bertanya, hubungi {paper.here}{who}{', ' + by if by else ''}."


def _in_charge(paper: EntryPaper) -> str:
    chair = chair_on(paper.entry.facility, paper.day)
    if chair is None or chair.pk in _accused_ids(paper.entry):
        return ""
    return chair.name


def _accused_ids(entry: Entry) -> list[int]:
    return list(entry.accused.values_list("staff_id", flat=True))


def substitute(entry: Entry) -> Staff | None:
    named = Accused.objects.filter(entry=entry, sees_instead__isnull=False)
    first = named.select_related("sees_instead").first()
    return first.sees_instead if first else None


def answerable(paper: EntryPaper) -> dict[str, object]:
    """Return who signs for the health centre: its head, or who stands in for an accused head."""
    stands_in = substitute(paper.entry)
    if stands_in is None:
        return head_signature(paper.profile)
    return signature(
        f"a.n. {official_name(paper.profile)},\n{stands_in.position}".strip(),
        stands_in.name,
        stands_in.nip,
    )


def paragraph(text: str) -> dict[str, object]:
    return {"kind": "text", "text": text}


def facts(title: str, rows: list[list[str]]) -> dict[str, object]:
    return {"kind": "facts", "title": title, "facts": rows}
