"""The monthly analysis on paper, for the meeting to write on (domain §6.2; A-11, B-06)."""

from collections.abc import Sequence

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.papers import head_and_chair
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import letterhead, official_name
from tanggap.documents.pdf import Drawing, PaperFile, render
from tanggap.logbook.queries import zone_of
from tanggap.procedures.queries import basis_on
from tanggap.remedy.analysis import Bar, Month
from tanggap.remedy.analysis_showing import ALL, STANDS, Analysis, Ranked, analysis_of
from tanggap.remedy.meetings.queries import released_of_month

TITLE = "Analisis bulanan umpan balik"
_WRITTEN_ON = 6
"""For so many topics there is room to write cause, scores and recommendation."""
_TREND = ("Bulan", "Jumlah", "Garis tengah", "Batas kendali")
_CHANGED = "Perubahan sejak bulan lalu"
_DERIVED = "Diturunkan dari topik; satu topik dapat menyentuh dua unsur."


def analysis_paper(
    actor: Actor, facility: Facility, month: Month, first: Month, *, every: bool
) -> PaperFile:
    """Return the analysis of a month as PDF, as ``actor`` may know it."""
    now = timezone.now()
    shown = analysis_of(actor, facility, month, first, now, every=every)
    today = now.astimezone(zone_of(facility)).date()
    profile = profile_on(facility, today)
    here = official_name(profile)
    content = {
        "letterhead": letterhead(profile),
        "heading": TITLE.upper(),
        **_content(shown),
        "quotations": [f"«{one.text}»" for one in released_of_month(actor, month.first)],
        "signatures": head_and_chair(facility, profile, today, today),
        **basis_on(facility, today),
        "foot": f"{TITLE} · {here} · {month.words} · dicetak {long_date(today)}",
    }
    made = render(
        "analysis",
        content,
        title=f"{TITLE} {here}, {month.words}",
        paper=facility.paper,
        font=facility.font,
    )
    kinds = f"_{ALL}" if every else ""
    return PaperFile(f"analisis-bulanan_{month.iso}{kinds}.pdf", made)


def _content(shown: Analysis) -> dict[str, object]:
    """Return what the layout sets between the heading and the signatures."""
    return {
        "subheading": f"{shown.kinds}, {shown.month.words}",
        "summary": shown.summary,
        "trend": {"chart": Drawing(shown.trend_chart), "said": list(shown.trend.sentences)},
        "pictures": [_picture("Pareto topik", shown.topics), _picture("Pareto unit", shown.units)],
        "promises": Drawing(shown.promises_chart) if shown.promises else "",
        "answered": shown.answered,
        "main": _main(shown),
        "tables": _tables(shown),
        "heat": _heat(shown),
        "written_on": [bar.label for bar in shown.topics.bars if bar.key][:_WRITTEN_ON],
    }


def _heat(shown: Analysis) -> dict[str, object]:
    rows = [
        {
            "label": row.label,
            "cells": [[_figure(count), level] for count, level in row.cells],
            "total": str(row.total),
        }
        for row in shown.heat
    ]
    return {"columns": ["Media", *shown.weeks, "Jumlah"], "rows": rows}


def _picture(title: str, ranked: Ranked) -> dict[str, object]:
    chart = Drawing(ranked.chart) if ranked.bars else ""
    return {"title": title, "chart": chart, "said": ranked.said or "Nihil."}


def _figure(count: int) -> str:
    return str(count) if count else "–"


def _percent(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _main(shown: Analysis) -> list[list[str]]:
    """Return the rows of §6.2: no., topic, count, %, cumulative %, units, elements."""

    def row(number: int, bar: Bar) -> list[str]:
        cells = [str(number), bar.label, str(bar.count), _percent(bar.percent)]
        cells += [_percent(bar.cumulative), shown.units_of_topic.get(bar.key, "–")]
        return [*cells, shown.elements_of_topic[bar.key]]

    return [row(number, bar) for number, bar in enumerate(shown.topics.bars, start=1)]


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = ""
) -> dict[str, object]:
    return {"title": title, "columns": columns, "rows": rows, "note": note}


def _trend(shown: Analysis) -> list[list[str]]:
    return [
        [
            point.month.words,
            str(point.count),
            "–" if point.centre is None else _percent(point.centre),
            "–" if point.high is None else f"{point.low}–{point.high}",
        ]
        for point in shown.trend.points
    ]


def _tables(shown: Analysis) -> list[dict[str, object]]:
    """Return the tables behind the pictures; one without rows is left out."""
    units = [[bar.label, str(bar.count)] for bar in shown.units.bars]
    kinds = [[label, str(count)] for label, count in shown.by_kind]
    promises = [[label, *map(_figure, counts)] for label, counts in shown.promises]
    changes = [[label, said] for label, _, said in shown.changes]
    repeats = [[one.label, *map(_figure, one.counts), str(one.total)] for one in shown.repeats]
    elements = [[label, _figure(count)] for label, count in shown.elements]
    tables = [
        _table("Tren 12 bulan", _TREND, _trend(shown)),
        _table("Menurut unit", ("Unit", "Jumlah"), units),
        _table("Menurut jenis", ("Jenis", "Jumlah"), kinds),
        _table("Ketepatan waktu tanggapan", ("Janji waktu", *STANDS), promises),
        _table(_CHANGED, ("Topik", "Penilaian"), changes, shown.changes_note),
        _table("Topik berulang dalam tiga bulan", ("Topik", *shown.quarter, "Jumlah"), repeats),
        _table("Unsur SKM yang tersentuh", ("Unsur", "Jumlah"), elements, _DERIVED),
    ]
    return [table for table in tables if table["rows"]]
