"""The gallery leaves no paper out, and shows what it names."""

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.gallery import HEAD, MOST_BYTES, PAGE, PICTURES
from tanggap.evidence.reports import SHEETS
from tanggap.outreach.leaflets import SHAPES
from tanggap.workbench.blank_forms import FORMS
from tanggap.workbench.paper_views import ENTRY_PAPERS
from tests.stories.gallery import ELSEWHERE, GALLERY

ROOT = Path(__file__).resolve().parents[2] / "tanggap"
PRESSES = {
    "tanggap.documents.pdf": {"render"},
    "tanggap.documents.spreadsheet": {"write_table"},
    "tanggap.documents.word": {"packed"},
    "tanggap.procedures.ledger": {"ledger_paper"},
    "tanggap.logbook.entry_paper": {"paper_of"},
}
"""What makes a paper, by where it is imported from; the last brings its press along."""


def _printing() -> Iterator[str]:
    """Yield every function that puts something to press, as «step.module.function»."""
    for path in sorted(ROOT.rglob("*.py")):
        place = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if place.startswith("documents") or place in {"logbook.entry_paper", "procedures.ledger"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name in PRESSES.get(node.module or "", ())
        }
        places = [tree, *(one for one in tree.body if isinstance(one, ast.ClassDef))]
        functions = [one for held in places for one in held.body]
        for function in [one for one in functions if isinstance(one, ast.FunctionDef)]:
            calls = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
            plain = {one.id for one in calls if isinstance(one, ast.Name)}
            by_entry = "paper_of" in names and any(
                isinstance(one, ast.Attribute) and one.attr == "render" for one in calls
            )
            if plain & (names - {"paper_of"}) or by_entry:
                yield f"{place}.{function.name}"


def test_every_function_that_prints_has_its_paper_in_the_gallery() -> None:
    shown = {name for one in GALLERY for name in one.by.split()} | set(ELSEWHERE)
    assert shown == set(_printing())
    keys = {one.key for one in GALLERY}
    assert keys >= {*SHAPES, *FORMS, *ENTRY_PAPERS, *SHEETS}
    assert len(keys) == len(GALLERY)


def test_the_page_shows_every_paper_and_its_pictures_are_light() -> None:
    assert PAGE.read_text(encoding="utf-8") == HEAD + "".join(one.row for one in GALLERY)
    sizes = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert sizes.keys() == {one.key for one in GALLERY}
    assert max(sizes.values()) <= MOST_BYTES
    assert sum(sizes.values()) <= 2_500_000
