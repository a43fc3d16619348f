"""The refused rows of an old book as a spreadsheet: to be mended and brought again."""

from collections.abc import Iterator, Sequence

from tanggap.documents.spreadsheet import Column, write_table
from tanggap.logbook.models import BookImport, RefusedRow


def refused_table(brought: BookImport) -> bytes:
    """Return the refused rows as they stood, each with its sheet, its row and the reason."""
    sheets = brought.found.get("sheets", ())
    labels = list(dict.fromkeys(label for sheet in sheets for label in sheet["labels"]))
    columns = [Column(label, 18) for label in labels]
    columns += [Column("Lembar", 14), Column("Baris", 8), Column("Alasan ditolak", 40)]
    return write_table(
        "Baris yang ditolak", columns, _rows(brought, labels), sheet="Perlu diperbaiki"
    )


def _rows(brought: BookImport, labels: Sequence[str]) -> Iterator[list[str | int]]:
    rows: Iterator[RefusedRow] = brought.refused_rows.iterator(chunk_size=500)
    for row in rows:
        said = dict(row.cells)
        yield [*(said.get(label, "") for label in labels), row.sheet, row.row, row.reason]
