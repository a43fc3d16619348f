"""Which elements of the SKM a topic touches (PermenPAN-RB 14/2017; domain §2.1, §9.2). Pure."""

from collections.abc import Mapping

ELEMENTS = {
    "persyaratan": "Persyaratan",
    "prosedur": "Sistem, mekanisme, dan prosedur",
    "waktu": "Waktu penyelesaian",
    "biaya": "Biaya/tarif",
    "produk": "Produk spesifikasi jenis pelayanan",
    "kompetensi": "Kompetensi pelaksana",
    "perilaku": "Perilaku pelaksana",
    "pengaduan": "Penanganan pengaduan, saran, dan masukan",
    "sarana": "Sarana dan prasarana",
}
"""The nine elements of the SKM (PermenPAN-RB 14/2017), by their lasting keys (§2.1)."""

_TOPIC_ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "antrean_lama": ("waktu",),
    "nomor_antrean": ("prosedur",),
    "pendaftaran": ("persyaratan", "prosedur"),
    "petugas_tidak_ramah": ("perilaku",),
    "tidak_didengar": ("perilaku",),
    "informasi_kurang": ("prosedur",),
    "dokter_tidak_ada": ("waktu", "kompetensi"),
    "obat_kosong": ("produk",),
    "salah_obat": ("kompetensi",),
    "mutu_pemeriksaan": ("kompetensi",),
    "bpjs_jkn": ("persyaratan",),
    "rujukan": ("prosedur",),
    "biaya_pungli": ("biaya",),
    "kebersihan_toilet": ("sarana",),
    "ruang_tunggu": ("sarana",),
    "parkir": ("sarana",),
    "jam_buka": ("waktu",),
    "laboratorium": ("waktu", "produk"),
    "gawat_darurat_ambulans": ("waktu",),
    "kia_persalinan": ("produk",),
    "imunisasi_vaksin": ("produk",),
    "posyandu_gizi": ("produk",),
    "lansia_ptm": ("produk",),
    "tb_hiv_dbd": ("produk",),
    "kesling": ("produk",),
    "surat_keterangan": ("prosedur",),
    "privasi": ("perilaku",),
    "diskriminasi": ("perilaku",),
    "disabilitas_akses": ("sarana",),
}
"""Which elements a topic of the start set touches (§9.2); a topic of one's own touches none."""


def elements_of(topic: str) -> tuple[str, ...]:
    return _TOPIC_ELEMENTS.get(topic, ())


def by_element(topics: Mapping[str, int]) -> dict[str, int]:
    """Return how often each element was touched, in the order of the regulation."""
    found = dict.fromkeys(ELEMENTS, 0)
    for topic, count in topics.items():
        for element in elements_of(topic):
            found[element] += count
    return found
