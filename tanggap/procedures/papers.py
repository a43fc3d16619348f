"""The papers of governing documents: a SOP as the SOPs look, and its daftar tilik.

Names, head and logos come from the profile valid on the document's day (A-17, B-19).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.text import slugify

from tanggap.base.models import Facility, FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.documents.dates import grouped_nip, long_date
from tanggap.documents.letterhead import letterhead, official_name, signature
from tanggap.documents.pdf import PaperFile, render
from tanggap.procedures.flow import shapes
from tanggap.procedures.models import Checklist, Revision, Round, Seen
from tanggap.procedures.outlook import Section, points_in, profile_of, read_sop
from tanggap.procedures.queries import worded, words_of_revision
from tanggap.procedures.rules import is_followed, rate_words, tally_of

_KINDS = {"steps": "steps", "diagram": "diagram", "changes": "changes"}


def sop_paper(revision: Revision, facility: Facility) -> PaperFile:
    """Return a SOP as PDF (A-14, A-16, A-18, B-20); a draft says that it is one."""
    profile = profile_of(revision, facility)
    read = read_sop(revision, profile)
    title = revision.document.title
    content = {
        "box": _box(revision, profile, title=title, kind="SOP"),
        "draft": "KONSEP, BELUM DITETAPKAN" if revision.is_draft else "",
        "sections": [_section(one) for one in read.sections],
        "steps": [one.text for one in read.steps],
        "shapes": [one.on_paper() for one in shapes(read.steps)],
        "changes": [
            [str(number), one.what, one.content, one.since]
            for number, one in enumerate(read.changes, start=1)
        ],
        "foot": f"SOP {title} · {official_name(profile)}",
    }
    made = render("sop", content, title=f"SOP {title}", paper=facility.paper, font=facility.font)
    return PaperFile(f"{file_stem(revision)}.pdf", made)


def file_stem(revision: Revision) -> str:
    """Return what the file of a SOP is called, without its ending."""
    return f"sop-{slugify(revision.document.title)[:60]}"


def _section(one: Section) -> Mapping[str, object]:
    return {
        "number": one.number,
        "label": one.label,
        "kind": _KINDS.get(one.key, "text"),
        "points": [
            {"mark": point.mark, "text": point.text, "depth": point.depth}
            for point in points_in(one.text)
        ],
    }


def _box(
    revision: Revision, profile: FacilityProfile, *, title: str, kind: str, has_head: bool = True
) -> Mapping[str, object]:
    head = letterhead(profile)
    nip = f"NIP. {grouped_nip(profile.head_nip)}" if profile.head_nip else ""
    return {
        "left": head["left"],
        "right": head["right"],
        "heading": title.upper(),
        "kind": kind,
        "number": revision.number,
        "revision": words_of_revision(revision),
        "issued": long_date(revision.issued_on) if revision.issued_on else "",
        "unit": official_name(profile).upper(),
        "head-name": profile.head_name if has_head else None,
        "head-nip": nip if has_head else "",
    }


def checklist_sheet(checklist: Checklist, facility: Facility) -> PaperFile:
    """Return the daftar tilik with nothing in it, to be filled in by hand (B-15 to B-17)."""
    profile = profile_on(facility, timezone.localdate())
    facts = [["Unit", ""], ["Nama pelaksana", ""], ["Tanggal pelaksanaan", ""]]
    rows = [
        {"text": worded(one.text, profile), "ticks": [False] * len(_marks(checklist)), "note": ""}
        for one in checklist.sop.steps.all()
    ]
    signed = [
        signature("Auditee", "", above=[""]),
        signature("Pelaksana/Auditor", "", above=[f"{profile.place}, …………………"]),
    ]
    content = _content(checklist, profile, facts, rows) | {"signatures": signed}
    return _checklist_paper(checklist, facility, content, "kosong")


def round_paper(one: Round, facility: Facility) -> PaperFile:
    """Return a round as it was filled in, with its CR (§5)."""
    checklist = one.checklist
    profile = profile_on(facility, one.done_on)
    seen = {row.step_id: row for row in one.seen.all()}
    marks = list(_marks(checklist, seen.values()))
    facts = [
        ["Unit", one.unit.name],
        ["Nama pelaksana", one.performer],
        ["Tanggal pelaksanaan", long_date(one.done_on)],
    ]
    rows = []
    for step in checklist.sop.steps.all():
        row = seen.get(step.pk)
        ticks = [row is not None and row.mark == mark for mark in marks]
        rows.append(
            {
                "text": worded(step.text, profile),
                "ticks": ticks,
                "note": row.note if row else "",
            }
        )
    signed = [
        signature("Auditee", one.auditee, above=[""]),
        signature("Pelaksana/Auditor", one.auditor, above=[_dated(profile, one.done_on)]),
    ]
    content = _content(checklist, profile, facts, rows, seen=seen.values()) | {
        "signatures": signed,
        "sums": _sums(checklist, list(seen.values()), one.note),
    }
    return _checklist_paper(checklist, facility, content, f"{one.done_on:%Y-%m-%d}")


def _dated(profile: FacilityProfile, day: date) -> str:
    return f"{profile.place or '…………………'}, {long_date(day)}"


def _marks(checklist: Checklist, seen: Iterable[Seen] = ()) -> Mapping[str, str]:
    """Return the columns to tick; «TB» where it is switched on, or was when it was filled in."""
    marks = {str(Seen.Mark.YES): "Ya", str(Seen.Mark.NO): "Tidak"}
    has_any = any(row.mark == Seen.Mark.NOT_APPLICABLE for row in seen)
    if checklist.has_not_applicable or has_any:
        marks[str(Seen.Mark.NOT_APPLICABLE)] = "Tidak berlaku"
    return marks


def _content(
    checklist: Checklist,
    profile: FacilityProfile,
    facts: Sequence[Sequence[str]],
    rows: Sequence[Mapping[str, object]],
    *,
    seen: Iterable[Seen] = (),
) -> dict[str, object]:
    title = checklist.sop.document.title
    own = checklist.revision
    return {
        "box": _box(own, profile, title=title, kind="Daftar Tilik", has_head=False),
        "facts": facts,
        "marks": list(_marks(checklist, seen).values()),
        "has-notes": any(row["note"] for row in rows),
        "rows": rows,
        "sums": [],
        "foot": f"Daftar tilik {title} · menurut SOP nomor {checklist.sop.number} revisi "
        f"{words_of_revision(checklist.sop)}",
    }


def _sums(checklist: Checklist, seen: Sequence[Seen], note: str) -> list[str]:
    tally = tally_of(row.mark for row in seen)
    followed = is_followed(tally, checklist.threshold)
    verdict = {None: "", True: ": patuh", False: ": belum patuh"}[followed]
    applied = tally.yes + tally.no
    found = [
        f"Tingkat kepatuhan (CR) = {tally.yes} Ya / {applied} langkah yang berlaku = "
        f"{rate_words(tally)} (ambang {checklist.threshold} %){verdict}.",
    ]
    return [*found, f"Catatan: {note}"] if note else found


def _checklist_paper(
    checklist: Checklist, facility: Facility, content: Mapping[str, object], suffix: str
) -> PaperFile:
    title = checklist.sop.document.title
    made = render(
        "checklist",
        content,
        title=f"Daftar tilik {title}",
        paper=facility.paper,
        font=facility.font,
    )
    return PaperFile(f"daftar-tilik-{slugify(title)[:50]}-{suffix}.pdf", made)
