"""The monthly analysis on paper, for the meeting to write on (domain §6.2; A-11, B-06)."""

from collections.abc import Sequence

from django.utils import timezone

from tanggap.base.acting import Actor
from tanggap.base.models import Facility
from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import head_signature, letterhead, official_name, signature
from tanggap.documents.pdf import Drawing, PaperFile, render
from tanggap.logbook.queries import zone_of
from tanggap.remedy.analysis import Bar, Month
from tanggap.remedy.analysis_showing import ALL, STANDS, Analysis, Ranked, analysis_of

TITLE = "Analisis bulanan umpan balik"
_WRITTEN_ON = 6
"""For so many topics there is room to write cause, scores and recommendation."""


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
        "subheading": f"{shown.kinds}, {month.words}",
        "summary": shown.summary,
        "trend": {"chart": Drawing(shown.trend_chart), "said": list(shown.trend.sentences)},
        "pictures": [_picture("Pareto topik", shown.topics), _picture("Pareto unit", shown.units)],
        "promises": Drawing(shown.promises_chart) if shown.promises else "",
        "answered": shown.answered,
        "main": _main(shown),
        "tables": _tables(shown),
        "heat": {
            "columns": ["Media", *shown.weeks, "Jumlah"],
            "rows": [
                {
                    "label": row.label,
                    "cells": [[_figure(count), level] for count, level in row.cells],
                    "total": str(row.total),
                }
                for row in shown.heat
            ],
        },
        "written_on": [bar.label for bar in shown.topics.bars if bar.key][:_WRITTEN_ON],
        "signatures": [
            signature(
                "Ketua Tim Pengelola Umpan Balik",
                "",
                above=[f"{profile.place or '…………………'}, {long_date(today)}"],
            ),
            head_signature(profile, above=["Mengetahui,"]),
        ],
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


def _tables(shown: Analysis) -> list[dict[str, object]]:
    trend = [
        [
            point.month.words,
            str(point.count),
            "–" if point.centre is None else _percent(point.centre),
            "–" if point.high is None else f"{point.low}–{point.high}",
        ]
        for point in shown.trend.points
    ]
    repeats = [[one.label, *map(_figure, one.counts), str(one.total)] for one in shown.repeats]
    units = [[bar.label, str(bar.count)] for bar in shown.units.bars]
    kinds = [[label, str(count)] for label, count in shown.by_kind]
    tables = [
        _table("Tren 12 bulan", ("Bulan", "Jumlah", "Garis tengah", "Batas kendali"), trend),
        _table("Menurut unit", ("Unit", "Jumlah"), units),
        _table("Menurut jenis", ("Jenis", "Jumlah"), kinds),
        _table(
            "Ketepatan waktu tanggapan",
            ("Janji waktu", *STANDS),
            [[label, *map(_figure, counts)] for label, counts in shown.promises],
        ),
        _table(
            "Perubahan sejak bulan lalu",
            ("Topik", "Penilaian"),
            [[label, said] for label, _, said in shown.changes],
            shown.changes_note,
        ),
        _table("Topik berulang dalam tiga bulan", ("Topik", *shown.quarter, "Jumlah"), repeats),
        _table(
            "Unsur SKM yang tersentuh",
            ("Unsur", "Jumlah"),
            [[label, _figure(count)] for label, count in shown.elements],
            "Diturunkan dari topik; satu topik dapat menyentuh dua unsur.",
        ),
    ]
    return [table for table in tables if table["rows"]]
