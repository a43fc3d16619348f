"""A table of a period under the letterhead, for the head and the chair to sign.

The look is the register's: what a step lists (checks, socialisations, plans, answers) is handed
to the same people and kept in the same file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tanggap.base.models import Facility, FacilityProfile
from tanggap.base.papers import head_and_chair
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.procedures.queries import basis_on


@dataclass(frozen=True)
class Ledger:
    """What stands on the paper; ``day`` is as of which its chair signs and its SK holds."""

    title: str
    span: str
    columns: Sequence[Mapping[str, object]]
    rows: Sequence[Sequence[object]]
    nothing: str  # what is said below «NIHIL» where there are no rows
    tally: Mapping[str, object]
    day: date
    heading: str = ""
    subheading: str = ""
    annex: Sequence[object] = ()
    more: Mapping[str, object] = field(default_factory=dict)


def columns_of(*named: tuple[str, int]) -> tuple[Mapping[str, object], ...]:
    """Return columns of a title and a width each, with no second line in their heads."""
    return tuple({"title": title, "under": "", "width": width} for title, width in named)


def words_in(cells: Sequence[str]) -> list[list[Mapping[str, str]]]:
    """Return cells that hold nothing but words."""
    return [[{"text": one}] for one in cells]


def ledger_paper(
    facility: Facility, profile: FacilityProfile, stem: str, told: Ledger, today: date
) -> PaperFile:
    """Return the paper as PDF; without a row it is still a page to sign."""
    here = official_name(profile)
    content = {
        "letterhead": letterhead(profile),
        "heading": (told.heading or told.title).upper(),
        "subheading": told.subheading or f"Periode {told.span}",
        "columns": told.columns,
        "rows": [{"cells": cells, "struck": False} for cells in told.rows],
        "nothing": ["NIHIL", told.nothing],
        "tally": told.tally,
        "signatures": head_and_chair(facility, profile, told.day, today),
        "annex": told.annex,
        "annex-heading": "LAMPIRAN: yang tidak muat di kolomnya" if told.annex else "",
        **told.more,
        **basis_on(facility, told.day),
        "foot": f"{told.title} · {here} · {told.span} · dicetak {long_date(today)}",
    }
    made = render(
        "register",
        content,
        title=f"{told.title} {here}, {told.span}",
        paper=facility.paper,
        font=facility.font,
        landscape=True,
    )
    return PaperFile(f"{stem}.pdf", made)
