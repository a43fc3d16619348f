"""A report as a list of parts, set as PDF and, where people go on writing, as Word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tanggap.base.models import FacilityProfile
from tanggap.base.queries import profile_on
from tanggap.documents.dates import short_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.documents.word import MIME, blank, packed, page_of_pages, say
from tanggap.documents.word_parts import (
    MARGINS,
    WIDE,
    facts_of,
    headed,
    heading,
    lines,
    numbered,
    signed,
    table_of,
    without_lines,
)
from tanggap.evidence.asking import Question
from tanggap.evidence.terms import words_of
from tanggap.procedures.queries import basis_on
from tanggap.remedy.queries import Shown

Part = dict[str, object]
DOTS = "…………………"
WORD, PDF = "docx", "pdf"


@dataclass(frozen=True)
class Report:
    """What a report says; ``letter`` holds number, date and addressee of one that is sent."""

    asked: Question
    title: str
    name: str
    parts: Sequence[Part]
    signatures: Sequence[Sequence[dict[str, object]]]
    """Row by row: two beside each other, one alone below them."""
    letter: Mapping[str, object] = field(default_factory=dict)
    short: str = ""
    """What its foot calls it."""
    kept: int = 1
    """So many of the last parts stay with the signatures."""

    @property
    def profile(self) -> FacilityProfile:
        return profile_on(self.asked.facility, self.asked.until)

    @property
    def span(self) -> str:
        return words_of(self.asked.from_, self.asked.to)

    def made(self, form: str) -> PaperFile:
        return self.word() if form == WORD else self.pdf()

    def pdf(self) -> PaperFile:
        here = official_name(self.profile)
        said: dict[str, object] = {
            "letterhead": letterhead(self.profile),
            "size": 10.5,
            "signature-width": 76,
            "parts": self.parts,
            "kept": self.kept,
            "signatures": self.signatures[0],
            "signatures-below": self.signatures[1:],
            **basis_on(self.asked.facility, self.asked.until),
            "foot": f"{self.short or self.title} · {here} · {self.span} · "
            f"dicetak {short_date(self.asked.today)}",
        }
        said |= self.letter or {"heading": self.title.upper()}
        facility = self.asked.facility
        made = render(
            "letter",
            said,
            title=f"{self.title} {here}, {self.span}",
            paper=facility.paper,
            font=facility.font,
        )
        return PaperFile(f"{self.name}.pdf", made)

    def word(self) -> PaperFile:
        """Return it for people who go on writing in it (domain §4.3)."""
        from docx.shared import Pt

        made = blank(f"{self.title} {self.span}", self.asked.facility.paper, MARGINS, size=11)
        headed(made, self.profile)
        if self.letter:
            _addressed(made, self.letter)
        else:
            say(made, self.title.upper(), bold=True, size=13, centred=True)
        for part in self.parts:
            _write(made, part)
        signed(made, [row if len(row) > 1 else [None, *row] for row in self.signatures])
        foot = made.sections[0].footer.paragraphs[0]
        foot.style.font.size = Pt(8)
        words = self.short or self.title
        foot.add_run(f"{words} · {official_name(self.profile)} · {self.span} · halaman ")
        page_of_pages(foot)
        return PaperFile(f"{self.name}.docx", packed(made), MIME)


# ---------------------------------------------------------------- parts


def text(words: str) -> Part:
    return {"kind": "text", "text": words}


def centred(words: str) -> Part:
    return {"kind": "word", "text": words}


def title_of(words: str) -> Part:
    return {"kind": "heading", "text": words}


def facts(*rows: tuple[str, str]) -> Part:
    return {"kind": "facts", "title": "", "facts": [list(row) for row in rows]}


def room(label: str, many: int = 3) -> Part:
    """Return room for a person to write."""
    return {"kind": "room", "label": label, "lines": many}


def points(*rows: str) -> Part:
    return {"kind": "points", "points": list(rows)}


def table(
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    figures: Sequence[int] = (),
    *,
    breaks: bool = False,
) -> Part:
    """Return a table; a width of nothing takes what the others leave, in millimetres.

    ``figures`` are the columns of numbers, which stand in the middle; a row that ``breaks`` may
    be longer than a page.
    """
    return {
        "kind": "table",
        "columns": list(columns),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "figures": list(figures),
        "breaks": breaks,
    }


def counted(title: str, rows: Sequence[tuple[str, int]], total: int = 0, most: int = 12) -> Part:
    """Return a table of labels and numbers, what is most first; beyond ``most`` in one row."""
    shown_rows = [[str(at), label, str(many)] for at, (label, many) in enumerate(rows[:most], 1)]
    if rest := sum(many for _, many in rows[most:]):
        shown_rows.append(["", f"{len(rows) - most} lainnya", str(rest)])
    if total:
        shown_rows.append(["", "Jumlah", str(total)])
    return table(("No.", title, "Jumlah"), (12, 0, 26), shown_rows, (2,))


STANDS = (
    "No.",
    "Janji waktu",
    "Tepat waktu",
    "Terlambat",
    "Masih berjalan",
    "Berakhir tanpa jawaban",
)


def promises(rows: Sequence[tuple[str, Sequence[int]]]) -> Part:
    """Return how each promise stands; the columns are those of the monthly analysis."""
    shown_rows = [[str(at), label, *map(str, many)] for at, (label, many) in enumerate(rows, 1)]
    return table(STANDS, (10, 0, 19, 22, 20, 25), shown_rows, (2, 3, 4, 5))


def plans_table(rows: Sequence[Shown]) -> Part:
    """Return plans with what is to be done, by whom, until when, and how they stand."""
    shown_rows = [
        [
            f"{row.plan.sequence}/{row.plan.year}",
            row.plan.action,
            row.plan.person.name,
            short_date(row.plan.ends_on),
            row.words,
        ]
        for row in sorted(rows, key=lambda row: (row.plan.year, row.plan.sequence))
    ]
    columns = ("RTL", "Tindakan", "Penanggung jawab", "Batas waktu", "Keadaan")
    return table(columns, (16, 0, 34, 24, 36), shown_rows, breaks=True)


# ---------------------------------------------------------------- as Word


def _addressed(made, letter: Mapping[str, object]) -> None:  # type: ignore[no-untyped-def]
    left, right = without_lines(made, (95, 70))
    references = letter["references"]
    for label, value in references if isinstance(references, list) else []:
        say(left, f"{label} : {value}")
    say(right, str(letter["dated"]))
    for line in str(letter["addressee"]).split("\n"):
        say(right, line)
    say(made, "")


def _write(made, part: Part) -> None:  # type: ignore[no-untyped-def]
    """Write one part as Word; a table's open column takes what the others leave."""
    kind, words = part["kind"], str(part.get("text", ""))
    if kind == "heading":
        heading(made, words)
    elif kind == "word":
        say(made, words, centred=True)
    elif kind == "facts":
        facts_of(made, part["facts"])  # type: ignore[arg-type]
    elif kind == "points":
        numbered(made, part["points"])  # type: ignore[arg-type]
    elif kind == "room":
        lines(made, "\n".join([str(part["label"]), *["." * 96] * int(str(part["lines"]))]))
    elif kind == "table":
        widths: list[int] = part["widths"]  # type: ignore[assignment]
        left = (WIDE - sum(widths)) / max(widths.count(0), 1)
        whole = [one or left for one in widths]
        figures: list[int] = [0, *part["figures"]]  # type: ignore[misc]
        table_of(made, part["columns"], whole, part["rows"], figures)  # type: ignore[arg-type]
    else:
        lines(made, words)
