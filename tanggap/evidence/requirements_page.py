"""Prints docs/sop/syarat.md: ``python -m tanggap.evidence.requirements_page``."""

from tanggap.evidence.requirements import REQUIREMENTS

HEAD = """# Syarat → layar → cetakan → kode

Setiap syarat bernomor dari kedua SOP (A: Padaherang, B: Sumbersari). Dicetak dari
`tanggap/evidence/requirements.py` dengan `python -m tanggap.evidence.requirements_page`.
Apa yang dapat dibuktikan dari tiap syarat pada suatu periode: layar *Bukti akreditasi*.

| Syarat | Kata-kata SOP | Layar | Cetakan | Kode |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the table as Markdown."""
    rows = [
        f"| {one.code} | {one.words} | {'; '.join(label for label, _ in one.screens)} "
        f"| {one.paper} | {one.code_at} |\n"
        for one in REQUIREMENTS
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    print(page(), end="")
