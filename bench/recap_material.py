"""The words of a weekly recap of many entries, the same for both presses. Plain Python."""

from typing import Any

TITLE = "Rekapitulasi Mingguan Umpan Balik"
_TEXTS = (
    "Antrean loket lama, dari jam tujuh sampai jam sepuluh belum dipanggil; mohon loket ditambah.",
    "Obat darah tinggi kosong tiga hari, harus membeli di luar dengan harga yang mahal.",
    "Toilet lobi bau, mohon dibersihkan lebih sering.",
    "Terima kasih bidan, ramah sekali dan menjelaskan sampai saya mengerti.",
)
_COLUMNS = (("No.", 9), ("No. register", 29), ("Tanggal", 19), ("Media", 23), ("Jenis", 19))


def content(lines: int) -> dict[str, Any]:
    """Return what recap/papers.py hands to the layout, for a week of so many entries."""
    columns = [*_COLUMNS, ("Unit", 28), ("Uraian singkat", 0)]
    small = [["WhatsApp", "214"], ["Kotak saran", "61"], ["Telepon", "38"], ["Tatap muka", "19"]]
    tables = [{"title": f"Menurut {what}", "rows": small, "note": ""} for what in "abcdef"]
    return {
        "letterhead": {
            "left": None,
            "right": None,
            "above": ["PEMERINTAH KABUPATEN CONTOH", "DINAS KESEHATAN"],
            "name": "UPTD PUSKESMAS CONTOH",
            "below": ["Jalan Contoh 1"],
        },
        "heading": TITLE.upper(),
        "subheading": "Minggu 4–10 Mei 2026",
        "late": "",
        "nothing": "",
        "summary": f"{lines} entri: semua sudah dijawab ketika minggu ini ditutup.",
        "tables": [tables[0:2], tables[2:4], tables[4:6]],
        "parts": [
            {
                "title": "Daftar entri",
                "said": "",
                "columns": [{"title": name, "width": width} for name, width in columns],
                "rows": [_row(number) for number in range(1, lines + 1)],
            }
        ],
        "remarks": "Loket ramai pada hari Selasa. Dibahas pada rapat bulanan.",
        "acts": ["Ditandatangani pada layar oleh Dewi Anggraini, Ketua tim pengelola."],
        "signatures": [_signature("Ketua Tim Pengelola Umpan Balik"), _signature("Kepala")],
        "foot": "Rekap mingguan · UPTD Puskesmas Contoh · 4–10 Mei 2026",
    }


def _row(number: int) -> dict[str, Any]:
    register, text = f"{number:03}/UB/PKM.CTH/V/2026", _TEXTS[number % len(_TEXTS)]
    cells = [str(number), register, "04/05/2026", "WhatsApp", "Keluhan", "Pendaftaran", text]
    return {"cells": cells, "struck": False}


def _signature(role: str) -> dict[str, Any]:
    return {"above": ["Contoh, 11 Mei 2026"], "role": role, "name": "Dewi", "rank": "", "nip": ""}


def next_week(held: dict[str, Any], turn: int) -> dict[str, Any]:
    """Return the same paper with other words, so that nothing set before can be used again."""
    first, *others = held["parts"]
    rows = [{**row, "cells": _later(row["cells"], turn)} for row in first["rows"]]
    return {**held, "parts": [{**first, "rows": rows}, *others]}


def _later(cells: list[str], turn: int) -> list[str]:
    number, register, *rest, text = cells
    return [number, register.replace("/V/", f"/{turn}/"), *rest, f"{turn + 1}: {text}"]
