"""Every page that staff can reach by links: how long the server takes, what it weighs."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from bench import ours
from bench.choices import FOLDER, Choices
from bench.figures import median, percentile
from bench.processes import cpu_ms, memory_mb
from bench.spans import month_before
from bench.stores import Filled
from bench.visits import Page, Visitor

Measured = dict[str, Any]
ROLES = ("petugas", "ketua", "mutu", "pj_unit", "kepala", "auditor", "admin")
ACCUSED = "pj_unit"  # the one whom some entries are about (bench/filling.py)
RHYTHM = ("/rekap/", "/analisis/", "/rtl/", "/rapat/", "/bukti/", "/kalender/", "/dokumen/")
"""Visited for each role that may, also where the first page does not lead to them."""
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_PART = re.compile(r'<(?:link|script|img)\b[^>]*\b(?:href|src)="([^"]+)"')
_KEY = re.compile(r"\d{6,}|\d{4}-\d\d-\d\d")
_MOST_PAGES = 150


def of_staff(filled: Filled, choices: Choices) -> Measured:
    """Return the pages of every role, the papers, and the memory of the whole site after."""
    port = choices.port
    with ours.served(filled.fresh(), port, FOLDER / "ours.log") as pid:
        at_start = memory_mb(pid)
        pages: list[Measured] = []
        for role in ROLES:
            visitor = ours.signed_in(port, role)
            pages += [{"role": role, **one} for one in _walk(visitor, choices, pid)]
        after_pages = memory_mb(pid)
        papers = _papers(ours.signed_in(port, "petugas"))
        after_papers = memory_mb(pid)
    memory = {"start": at_start, "pages": after_pages, "papers": after_papers}
    return {"pages": pages, "papers": papers, "memory_mb": memory}


def _walk(visitor: Visitor, choices: Choices, pid: int) -> Iterator[Measured]:
    """Follow every link from the first page on; one page of each kind is measured."""
    begin = ("/", *RHYTHM)
    waiting, met = deque(begin), {_shape(path) for path in begin}
    weights: dict[str, int] = {}
    while waiting and len(met) < _MOST_PAGES:
        path = waiting.popleft()
        page = visitor.get(path)
        if page.status != 200 or not page.kind.startswith("text/html"):
            continue
        used = cpu_ms(pid)
        found = _measured(visitor, path, choices, weights)
        used = (cpu_ms(pid) - used) / found["times"]
        yield {**found, "cpu_ms": round(used, 1)}
        for link in _links(page):
            if _shape(link) not in met:
                met.add(_shape(link))
                waiting.append(link)


def _links(page: Page) -> Iterator[str]:
    for found in _LINK.findall(page.text):
        parts = urlsplit(urljoin(page.path, unescape(found)))
        if parts.scheme or parts.netloc or parts.path.startswith(("/keluar/", "/static/")):
            continue
        yield parts.path + (f"?{parts.query}" if parts.query else "")


def _shape(path: str) -> str:
    """Return the kind of page: its address with keys left out, and which filters it has."""
    parts = urlsplit(path)
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return _KEY.sub("…", parts.path) + ("?" + "&".join(names) if names else "")


def _measured(visitor: Visitor, path: str, choices: Choices, weights: dict[str, int]) -> Measured:
    count = choices.repeats // 2 + 1
    seen = [visitor.get(path) for _ in range(count)]
    took = [page.milliseconds for page in seen]
    files = {urljoin(path, unescape(part)) for part in _PART.findall(seen[-1].text)}
    for file in files - weights.keys():
        weights[file] = visitor.get(file).wire_bytes
    whole = seen[-1].wire_bytes + sum(weights[file] for file in files)
    return {
        "page": _shape(path),
        "times": count,
        "p50_ms": round(median(took), 1),
        "p95_ms": round(percentile(took, 0.95), 1),
        "page_kb": round(seen[-1].wire_bytes / 1024, 1),
        "first_visit_kb": round(whole / 1024, 1),
    }


def _papers(visitor: Visitor) -> list[Measured]:
    """Ask for the month's book in each form: what the site does at its heaviest."""
    from_, to = month_before()
    asked = f"/cetak/buku/?judul=rekap&dari={from_}&sampai={to}&bentuk="
    found = []
    for form in ("pdf", "xlsx"):
        page = visitor.get(asked + form)
        if page.status != 200:
            raise RuntimeError(f"{form}: {page.status} {page.location}")
        kb = round(page.wire_bytes / 1024, 1)
        found.append({"paper": form, "ms": round(page.milliseconds, 1), "kb": kb})
    return found
