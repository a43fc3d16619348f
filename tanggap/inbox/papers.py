"""The papers of the box: slips with number, QR and tick boxes, two on a sheet."""

from io import BytesIO

import segno
from django.utils import timezone

from tanggap.base.queries import profile_on
from tanggap.documents.dates import long_date
from tanggap.documents.letterhead import official_name
from tanggap.documents.pdf import PaperFile, render
from tanggap.inbox.models import SlipRun
from tanggap.inbox.slip_shape import (
    CODE,
    HEIGHT,
    MARKS,
    PER_SHEET,
    RULES,
    WIDTH,
    code_of,
    number_shown,
    printed_boxes,
)

_HOW = (
    "Harapan, keluhan, kritik, saran, pujian: tulis apa adanya, beri tanda silang (X) di kotak "
    "yang sesuai.\nBoleh tanpa nama. Tidak dipungut biaya. Masukkan ke kotak saran."
)
_ASKS = {
    "unit": "Tentang bagian apa?",
    "text": "Tulis di sini",
    "way": "Ingin dijawab lewat",
    "name": "Nama",
    "phone": "Nomor HP",
    "date": "Tanggal",
}


def slips_paper(run: SlipRun) -> PaperFile:
    """Return the sheets of ``run``: the same however often it is printed."""
    printed_on = timezone.localdate(run.printed_at)
    profile = profile_on(run.facility, printed_on, with_logos=False)
    name = official_name(profile)
    boxes = [
        {"x": box.at.x, "y": box.at.y, "side": box.at.side, "label": box.label, "room": box.room}
        for box in printed_boxes([name for _, name in run.form.get("units", [])])
    ]
    slips = [_slip(run, number) for number in range(run.first, run.last + 1)]
    content = {
        "heading": f"Kotak saran {name}",
        "how": _HOW,
        "asks": _ASKS,
        "notes": "Nama dan nomor HP boleh dikosongkan. Keadaan darurat: telepon 119, jangan "
        f"lewat kotak ini.\n{run.line.name} · dicetak {long_date(printed_on)} · kode di kanan "
        "atas untuk petugas",
        "shape": {
            "width": WIDTH,
            "height": HEIGHT,
            "code": list(CODE),
            "marks": [list(mark) for mark in MARKS],
            "rules": list(RULES),
        },
        "boxes": boxes,
        "sheets": [slips[at : at + PER_SHEET] for at in range(0, len(slips), PER_SHEET)],
    }
    made = render(
        "slips",
        content,
        title=f"Lembar saran {number_shown(run.first)} sampai {number_shown(run.last)}",
        paper=run.facility.paper,
        font=run.facility.font,
        made_at=run.printed_at,
    )
    return PaperFile(f"lembar-saran-{number_shown(run.first)}-{number_shown(run.last)}.pdf", made)


def _slip(run: SlipRun, number: int) -> dict[str, object]:
    drawn = BytesIO()
    code = segno.make(code_of(run.pk, number), error="q", micro=False, boost_error=False)
    code.save(drawn, kind="png", scale=8, border=0)
    return {"number": number_shown(number), "qr": drawn.getvalue()}
