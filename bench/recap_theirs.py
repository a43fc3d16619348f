"""``python -m bench.recap_theirs TIMES FILE``: the same recap by WeasyPrint.

It runs in an environment of its own, with the same words, widths, sizes and font.
"""

import json
import sys
import time
from html import escape
from pathlib import Path
from typing import Any

import fontpkg_arimo
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from bench.recap_material import next_week

_FONT = Path(fontpkg_arimo.__file__).parent / "files" / "Arimo[wght].ttf"
_STYLE = f"""
@font-face {{ font-family: Arimo; src: url("{_FONT.as_uri()}"); font-weight: 400 700 }}
@page {{ size: 215mm 330mm; margin: 14mm 14mm 17mm 22mm;
  @bottom-right {{ content: "Halaman " counter(page) "/" counter(pages); font: 7.5pt Arimo }} }}
body {{ font: 9pt/1.1 Arimo; margin: 0 }}
h1, .middle {{ text-align: center }} h1 {{ font-size: 12.5pt }} h2 {{ font-size: 10pt }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}
th, td {{ border: .4pt solid #3c3c3c; padding: 2.4pt 3pt; vertical-align: top; text-align: left }}
th {{ background: #e8e8e8; text-align: center }} tr {{ break-inside: avoid }}
.small {{ width: 32%; float: left; margin-right: 1% }} .after {{ clear: both }}
.signature {{ width: 45%; float: left; break-inside: avoid }}
"""


def page(held: dict[str, Any]) -> str:
    head = held["letterhead"]
    said = [*head["above"], f"<b>{escape(head['name'])}</b>", *head["below"]]
    small = [one for column in held["tables"] for one in column]
    parts = [
        "<div class=middle>" + "<br>".join(said) + "</div><hr>",
        f"<h1>{escape(held['heading'])}</h1><p class=middle>{escape(held['subheading'])}</p>",
        f"<p><b>{escape(held['summary'])}</b></p>",
        *(
            f"<div class=small><b>{escape(one['title'])}</b>{_rows(one['rows'])}</div>"
            for one in small
        ),
        '<div class="after"></div>',
        *(_listed(one) for one in held["parts"]),
        f"<h2>Catatan tim</h2><p>{escape(held['remarks'])}</p>",
        *(f"<p>{escape(one)}</p>" for one in held["acts"]),
        *(
            f"<p class=signature>{'<br>'.join(one['above'])}<br>{one['role']},<br><br><br>"
            f"<b>{one['name']}</b></p>"
            for one in held["signatures"]
        ),
    ]
    return f"<!doctype html><html lang=id><style>{_STYLE}</style><body>{''.join(parts)}</html>"


def _listed(part: dict[str, Any]) -> str:
    columns = "".join(
        f'<col style="width:{one["width"]}mm">' if one["width"] else "<col>"
        for one in part["columns"]
    )
    head = "".join(f"<th>{escape(one['title'])}</th>" for one in part["columns"])
    rows = _cells([row["cells"] for row in part["rows"]])
    return (
        f"<h2>{escape(part['title'])}</h2><table><colgroup>{columns}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _rows(rows: list[Any]) -> str:
    return f"<table>{_cells(rows)}</table>"


def _cells(rows: list[Any]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )


def main(times: int, path: Path) -> None:
    held = json.loads(path.read_text(encoding="utf-8"))

    def made(week: dict[str, Any], **form: str) -> tuple[bytes, int]:
        document = HTML(string=page(week)).render(font_config=FontConfiguration(), **form)
        return document.write_pdf(**form), len(document.pages)

    def took(**form: str) -> list[float]:
        found = []
        for turn in range(times):
            week = next_week(held, turn)
            started = time.perf_counter()
            made(week, **form)
            found.append((time.perf_counter() - started) * 1000)
        return found

    paper, pages = made(held)
    path.with_suffix(".theirs.pdf").write_bytes(paper)
    told = {"pages": pages, "kb": round(len(paper) / 1024, 1), "ms": took()}
    print(json.dumps(told | {"tagged_ms": took(pdf_variant="pdf/ua-1")}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
