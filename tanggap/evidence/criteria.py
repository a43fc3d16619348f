"""The steps of the two SOPs and the accreditation criteria, each with what proves it (§4.1)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """A step of a SOP or a criterion of the instrument, and the keys of its proofs."""

    code: str
    words: str
    proofs: tuple[str, ...]


def _of(code: str, words: str, proofs: str) -> Criterion:
    return Criterion(code, words, tuple(proofs.split()))


PADAHERANG = "umpan_balik"
SUMBERSARI = "pengaduan"

STEPS: dict[str, tuple[Criterion, ...]] = {
    PADAHERANG: (
        _of("A1", "Kepala Puskesmas menugaskan tim pengelola umpan balik", "team"),
        _of("A2", "Tim menyiapkan akun, nomor WA dan SMS", "lines checks"),
        _of("A3", "Tim mensosialisasikan nomor kepada pengunjung", "told"),
        _of("A4", "Tim merekap 1 minggu sekali di buku umpan balik", "recaps book"),
        _of(
            "A5",
            "Tim dan Tim Mutu menganalisis 1 bulan sekali, menetapkan RTL",
            "analysis meetings plans",
        ),
        _of("A6", "Tim melakukan perbaikan bila ditemukan ketidaksesuaian", "carried corrected"),
    ),
    SUMBERSARI: (
        _of(
            "B1", "Petugas menyediakan media sosial, WhatsApp, telepon, kotak saran", "media checks"
        ),
        _of("B2", "Petugas mengumpulkan dan merekap setiap ada saran yang masuk", "written recaps"),
        _of("B3", "Petugas menganalisa hasil rekapan", "analysis"),
        _of("B4", "Petugas mendiskusikan hasil analisa, kepada kapus", "meetings"),
        _of("B5", "Petugas menindaklanjuti kepada pelanggan", "answers public"),
    ),
}
"""By the key of the sample SOP in ``procedures.samples``, in the order of its steps."""

NAMES = {
    PADAHERANG: "SOP A: Pengelolaan umpan balik melalui WhatsApp/SMS",
    SUMBERSARI: "SOP B: Penanganan pengaduan",
}

CRITERIA: tuple[Criterion, ...] = (
    _of(
        "1.1.2 EP d",
        "Umpan balik, kepuasan, keluhan: dikelola, ditindaklanjuti, terbuka",
        "decrees sops written answers receipts public survey",
    ),
    _of("1.1.2 EP b, c", "Hak, kewajiban, dan layanan disosialisasikan dan dievaluasi", "told"),
    _of("1.2.2", "Dokumen dikendalikan: nomor, riwayat, retensi", "decrees sops profile"),
    _of(
        "1.6.1",
        "Kinerja dipantau: lokmin, audit internal, RTM",
        "meetings cross rounds audit review",
    ),
    _of(
        "1.6.2 EP a–c",
        "Lokakarya mini: undangan, daftar hadir, notulen, foto, tindak lanjut",
        "meetings cross plans carried",
    ),
    _of("1.6.3 EP a–d", "Audit internal: instrumen, laporan, tindak lanjut", "rounds audit"),
    _of(
        "1.6.3 EP e–f",
        "Pertemuan tinjauan manajemen (RTM) dan tindak lanjutnya",
        "review corrected",
    ),
    _of(
        "2.2.2 EP a",
        "Umpan balik masyarakat dan sasaran diidentifikasi",
        "lines media written recaps",
    ),
    _of("2.2.2 EP b", "Umpan balik dianalisis, RTL dibuat", "analysis plans"),
    _of(
        "2.2.2 EP c",
        "Umpan balik dan keluhan ditindaklanjuti dan dievaluasi",
        "answers carried corrected",
    ),
    _of("5.1.1", "Tim mutu dan program mutu", "team meetings"),
    _of(
        "5.1.2–5.1.3",
        "Indikator diukur dan dianalisis: run chart, kendali, Pareto",
        "analysis recaps",
    ),
    _of("5.1.4", "Upaya perbaikan dengan PDSA, dievaluasi", "carried corrected"),
)
