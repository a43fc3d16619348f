"""How the example's public was told of the numbers: nine times, with one quarter forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from tanggap.outreach.actions import SocialisationDraft, keep_proof, write_up
from tanggap.site.example.stage import ZONE, Stage


@dataclass(frozen=True)
class Told:
    """One time: how many days before the end, how, where, who, how many, with a photo or not."""

    days: int
    method: str
    place: str
    officers: Sequence[str]
    people: int = 0
    leaflets: int = 0
    note: str = ""
    has_photo: bool = False


_YEAR = (
    Told(352, "lintas", "Aula Kecamatan Sukamaju Tirta", ("ketua", "petugas"), 46, 60,
         "Camat meminta nomor ditempel di tiap kantor desa.", has_photo=True),
    Told(345, "leaflet", "Loket dan ruang tunggu", ("petugas", "petugas2"), 0, 250),
    Told(320, "medsos", "Halaman Facebook puskesmas", ("petugas2",), 380),
    Told(298, "langsung", "Ruang tunggu, sebelum loket dibuka", ("petugas",), 55),
    Told(104, "lintas", "Balai Desa Cirasa Asri", ("ketua", "petugas2"), 38, 40,
         "Kader bertanya apakah boleh tanpa nama: boleh.", has_photo=True),
    Told(95, "leaflet", "Posyandu Melati dan Posyandu Mawar", ("petugas2",), 0, 120),
    Told(61, "langsung", "Ruang tunggu poli KIA", ("petugas",), 24),
    Told(30, "medsos", "Instagram puskesmas", ("petugas2",), 210),
    Told(12, "langsung", "Ruang tunggu apotek", ("petugas", "petugas2"), 41, 30,
         "Lansia lebih suka menelepon.", has_photo=True),
)  # fmt: skip


class Telling:
    """Plans when the public was told, counted back from the day of loading."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def plan(self) -> None:
        for one in _YEAR:
            self.stage.plan(self._morning(one.days), partial(self._tell, one))

    def _morning(self, days: int) -> datetime:
        """Return ten o'clock of the working day; asks no dice, so that the story stays the same."""
        day = self.stage.until.astimezone(ZONE).date() - timedelta(days=days)
        while not self.stage.is_open(day):
            day -= timedelta(days=1)
        return datetime.combine(day, time(10), ZONE)

    def _tell(self, one: Told) -> None:
        actor = self.stage.actor("petugas")
        draft = SocialisationDraft(
            held_on=self.stage.now.astimezone(ZONE).date(),
            method=one.method,
            place=one.place,
            officers=[self.stage.place.staff[name] for name in one.officers],
            people=one.people,
            leaflets=one.leaflets,
            note=one.note,
        )
        key = uuid5(NAMESPACE_URL, f"sosialisasi/{one.days}")
        record = write_up(actor, draft, form_key=key)
        if one.has_photo:
            file = SimpleUploadedFile("kegiatan.jpg", example_photo(), content_type="image/jpeg")
            words = "Gambar contoh, bukan foto sungguhan"
            keep_proof(actor, record, form_key=uuid5(key, "foto"), file=file, note=words)


def example_photo() -> bytes:
    """Return a drawing of a meeting: a speaker, a board, rows of heads."""
    image = Image.new("RGB", (960, 640), (226, 236, 233))
    pen = ImageDraw.Draw(image)
    pen.rectangle((330, 70, 630, 250), fill=(255, 255, 255), outline=(15, 92, 85), width=6)
    pen.rectangle((420, 110, 540, 230), fill=(15, 92, 85))
    pen.ellipse((700, 130, 770, 200), fill=(150, 110, 80))
    pen.rounded_rectangle((680, 200, 790, 380), 30, fill=(15, 92, 85))
    for row in range(3):
        for seat in range(9 - row):
            left, top = 60 + seat * 100 + row * 50, 360 + row * 90
            pen.ellipse((left, top, left + 56, top + 56), fill=(120 - row * 20, 90, 70))
            pen.rounded_rectangle(
                (left - 12, top + 52, left + 68, top + 140), 24, fill=(70, 90, 120)
            )
    made = BytesIO()
    image.save(made, "JPEG", quality=82)
    return made.getvalue()
