"""Every numbered requirement of the two SOPs: what asks it, and its screen, paper and code.

``docs/sop/syarat.md`` is printed from here: ``python -m tanggap.evidence.requirements_page``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """One requirement of domain §1.2, §1.3; ``screens`` are labels and names of addresses."""

    code: str
    words: str
    proofs: tuple[str, ...]
    screens: tuple[tuple[str, str], ...]
    paper: str
    code_at: str


def _row(code: str, words: str, proofs: str, screens: str, paper: str, code_at: str) -> Requirement:
    """Read «Label=address; Label=address» and keys between spaces."""
    pairs = [part.rsplit("=", 1) for part in screens.split("; ")]
    shown = tuple((label, name) for label, name in pairs)
    return Requirement(code, words, tuple(proofs.split()), shown, paper, code_at)


REQUIREMENTS: tuple[Requirement, ...] = (
    _row(
        "A-01",
        "«masyarakat dan pengguna layanan»: siapa yang menyampaikan dicatat",
        "book",
        "Catat ke buku=logbook:write",
        "Buku umpan balik, kolom Pelapor",
        "`logbook.models.Reporter`, `logbook.actions.write_down`",
    ),
    _row(
        "A-02",
        "«Acuan penerapan langkah-langkah»: tiap langkah dapat ditunjukkan",
        "sops rounds",
        "Bukti akreditasi=evidence:page; Daftar tilik=procedures:checklists",
        "Berkas bukti; daftar tilik",
        "`evidence.proofs`, `procedures.actions.note_round`",
    ),
    _row(
        "A-03",
        "«Keputusan Kepala UPTD … Nomor 440/422-SK/…»: daftar SK",
        "decrees",
        "Dokumen=procedures:documents",
        "cetakan mengutip SK yang berlaku pada tanggalnya",
        "`procedures.actions.register`, `procedures.queries.basis_on`",
    ),
    _row(
        "A-04",
        "«Pedoman Pengelolaan Umpan Balik … Tahun 2023»",
        "decrees",
        "Dokumen, jenis Pedoman=procedures:documents",
        "berkas dokumen",
        "`procedures.models.Document`",
    ),
    _row(
        "A-05",
        "«Buku rekap umpan balik», juga yang ditulis di kertas lebih dulu",
        "book",
        "Buku umpan balik=workbench:entries; Buku lama=logbook:old-book; Cetak=workbench:papers",
        "Buku Rekap Umpan Balik (PDF, XLSX), formulir kosong",
        "`logbook`, `workbench/papers.py`, `logbook.actions.import_book`",
    ),
    _row(
        "A-06",
        "«Tim Pengelola umpan balik Dari Masyarakat»",
        "team",
        "Setelan › Tim=base:team",
        "SK Tim",
        "`base.actions.set_up_team`, `base/papers.py`",
    ),
    _row(
        "A-07",
        "Langkah 1: kepala menugaskan tim mengelola seluruh fasilitas",
        "team lines",
        "Setelan › Tim=base:team; Saluran=gateway:lines",
        "SK Tim, surat tugas",
        "`base.actions.set_up_team`, `gateway.actions.open_line`",
    ),
    _row(
        "A-08",
        "Langkah 2: membuat akun, menyiapkan no wa dan sms",
        "lines checks",
        "Saluran=gateway:lines; Pemeriksaan ketersediaan=gateway:checks",
        "Pemeriksaan ketersediaan",
        "`gateway.actions.open_line`, `prove_line`",
    ),
    _row(
        "A-09",
        "Langkah 3: mensosialisasikan lewat leaflet, langsung, lintas sektor",
        "told",
        "Sosialisasi=outreach:log; Leaflet dan poster=outreach:leaflets",
        "Leaflet, poster, kartu meja; laporan sosialisasi; daftar hadir",
        "`outreach.actions.write_up`, `keep_proof`, `outreach/leaflets.py`",
    ),
    _row(
        "A-10",
        "Langkah 4: 1 minggu sekali merekapnya di buku, juga bila nihil",
        "recaps",
        "Rekap mingguan=recap:weeks",
        "Rekapitulasi mingguan dengan tanda tangan; halaman buku minggu itu",
        "`recap.actions.close`, `recap/papers.py`",
    ),
    _row(
        "A-11",
        "Langkah 5: menganalisis pada pertemuan 1 bulan sekali, menetapkan RTL",
        "analysis meetings plans",
        "Analisis bulanan=analysis:month; Pertemuan bulanan (`/rapat/`)=meeting:meetings; "
        "Tindak lanjut (RTL)=remedy:plans",
        "Analisis bulanan; undangan, daftar hadir, notulen dengan foto (PDF, DOCX); "
        "tabel RTL (PDF, XLSX); lembar lokakarya mini",
        "`remedy/analysis*.py`, `remedy.actions.meeting`, `remedy/meetings/papers.py`, "
        "`remedy.actions.plan`",
    ),
    _row(
        "A-12",
        "Langkah 6: perbaikan bila ditemukan ketidaksesuaian",
        "carried corrected",
        "Tindak lanjut (RTL)=remedy:plans",
        "Tabel RTL dengan evaluasi dan tindakan perbaikan",
        "`remedy.actions.realise`, `evaluate`; `Plan.corrects`",
    ),
    _row(
        "A-13",
        "Diagram alir: lima simpul",
        "lines told recaps analysis corrected",
        "Bukti akreditasi=evidence:page; Dokumen=procedures:documents",
        "SOP dengan diagram alir",
        "`procedures/flow.py`, `evidence/requirements.py`",
    ),
    _row(
        "A-14",
        "Judul 7 dan 9 kosong: tetap tercetak",
        "sops printed",
        "Tulis SOP=procedures:editor",
        "SOP",
        "`procedures/rules.py: headings_of`, `documents/layouts/sop.typ`",
    ),
    _row(
        "A-15",
        "Unit Terkait: ADMEN, UKP, UKM",
        "book",
        "Setelan › Unit=base:units",
        "Buku, kolom Unit terkait",
        "`base/units.json`, `logbook.actions.assign_units`",
    ),
    _row(
        "A-16",
        "«times new roman menjadi Arial»",
        "printed",
        "Setelan › Puskesmas=base:facility",
        "semua cetakan dengan Arimo, selebar Arial",
        "`documents/pdf.py`",
    ),
    _row(
        "A-17",
        "«UPTD menjadi BLUD», «BLUD menjadi UPTD»",
        "profile",
        "Setelan › Profil=base:profile",
        "cetakan lama memakai nama pada tanggalnya",
        "`base.queries.profile_on`, `procedures/outlook.py: profile_of`",
    ),
    _row(
        "A-18",
        "Rekaman historis: 4 baris, No. Revisi 4",
        "sops",
        "Tulis SOP=procedures:editor",
        "SOP, rekaman historis perubahan",
        "`procedures.actions.write_sop`, `enact`",
    ),
    _row(
        "A-19",
        "SK Tim …/III/2023 menjadi …/IV/2023: keduanya tetap ada",
        "decrees",
        "Dokumen=procedures:documents",
        "berkas dokumen, semua revisi",
        "`procedures.actions.begin_revision`",
    ),
    _row(
        "B-01",
        "Instagram, Facebook, WhatsApp, telepon, kotak saran",
        "media",
        "Saluran=gateway:lines",
        "Leaflet dan poster dari saluran yang terbuka",
        "`channels/*.py`, `gateway.actions.open_line`",
    ),
    _row(
        "B-02",
        "«harapan/ keluhan/ kritik/ saran»",
        "book",
        "Catat ke buku=logbook:write",
        "Buku, kolom Jenis; jumlah per jenis",
        "`logbook.models.Kind`",
    ),
    _row(
        "B-03",
        "«buku saran dan kritik», juga bila internet lemah",
        "book",
        "Setelan › Puskesmas=base:facility; Cetak=workbench:papers",
        "Buku Saran dan Kritik",
        "`base.models.BookTitle`, `workbench/papers.py`",
    ),
    _row(
        "B-04",
        "Langkah 1: petugas menyediakan media",
        "media checks",
        "Saluran=gateway:lines; Pemeriksaan ketersediaan=gateway:checks",
        "Pemeriksaan ketersediaan",
        "`gateway.actions.check_lines`",
    ),
    _row(
        "B-05",
        "Langkah 2: mengumpulkan dan merekap setiap ada saran yang masuk",
        "written recaps",
        "Pilah pesan=workbench:triage; Rekap mingguan=recap:weeks",
        "Buku; rekapitulasi mingguan",
        "`inbox.actions.take_in`, `logbook.actions.write_down`, `recap.actions.close`",
    ),
    _row(
        "B-06",
        "Langkah 3: menganalisa hasil rekapan",
        "analysis",
        "Analisis bulanan=analysis:month",
        "Analisis bulanan",
        "`remedy/analysis.py`, `analysis_papers.py`",
    ),
    _row(
        "B-07",
        "Langkah 4: mendiskusikan hasil analisa, «kepada kapus»",
        "meetings",
        "Pertemuan bulanan › Dibahas dengan kepala (tanggal, keputusan)=meeting:meeting; "
        "Analisis bulanan=analysis:month",
        "Notulen dengan pembahasan kepala; Analisis bulanan dengan ruang isian rapat",
        "`remedy.actions.meeting.discuss_with_head`, `remedy/analysis_papers.py`",
    ),
    _row(
        "B-08",
        "Langkah 5: menindaklanjuti kepada pelanggan lewat media yang sama",
        "answers public",
        "Entri, Tulis jawaban=workbench:entry; Kirim lewat HP=reply:hand-tasks; "
        "RTL, Jawab semua pelapor=remedy:answering",
        "Surat tanggapan; papan pengumuman; daftar telepon",
        "`reply.actions.send`, `mark_given`; `remedy.actions.prepare_answers`, "
        "`remedy/answering_papers.py`",
    ),
    _row(
        "B-09",
        "Simpul terakhir: tindak lanjut «kepada kapus» dan «kepada pelanggan»",
        "answers recaps",
        "RTL, Laporan kepada kepala=remedy:plan; Rekap mingguan=recap:weeks",
        "Laporan tindak lanjut kepada kepala; rekap mingguan yang diketahui kepala",
        "`remedy.actions.report`, `remedy/report_papers.py`; `recap.actions.see`",
    ),
    _row(
        "B-10",
        "«langkah kerja tidak sesuai prosedur»: yang terlewat tampak",
        "recaps carried rounds",
        "Bukti akreditasi=evidence:page; Beranda=workbench:home",
        "Berkas bukti: yang belum ada disebut lebih dulu",
        "`evidence.queries.todos`, `workbench/home.py`",
    ),
    _row(
        "B-11",
        "«Ketersediaan media sosial»: diperiksa, dengan tanggal dan hasil",
        "checks",
        "Pemeriksaan ketersediaan=gateway:checks",
        "Pemeriksaan ketersediaan",
        "`gateway.actions.check_lines`, `gateway/papers.py`",
    ),
    _row(
        "B-12",
        "«Semua unit pelayanan dan program»",
        "book",
        "Setelan › Unit=base:units",
        "Buku, kolom Unit terkait",
        "`base.models.Unit`, `logbook.actions.assign_units`",
    ),
    _row(
        "B-13",
        "«Rekapan kritik dan saran»",
        "recaps",
        "Cetak › Rekapan kritik dan saran=remedy:critiques; Rekap mingguan=recap:weeks",
        "Rekapan kritik dan saran (PDF, XLSX); rekapitulasi mingguan",
        "`remedy/answering_recap.py`, `recap/papers.py`",
    ),
    _row(
        "B-14",
        "Rekaman historis: Yang Diubah, Isi Perubahan, Tanggal",
        "sops",
        "Tulis SOP=procedures:editor",
        "SOP, rekaman historis perubahan",
        "`procedures.models.Change`",
    ),
    _row(
        "B-15",
        "Daftar tilik: Unit, Nama Pelaksana, Tanggal pelaksanaan",
        "rounds",
        "Isi daftar tilik=procedures:round-new",
        "Daftar tilik terisi",
        "`procedures.actions.note_round`",
    ),
    _row(
        "B-16",
        "No / Langkah Kegiatan / Ya / Tidak, dari langkah SOP",
        "rounds",
        "Buat daftar tilik=procedures:checklist-new",
        "Daftar tilik kosong",
        "`procedures.actions.make_checklist`",
    ),
    _row(
        "B-17",
        "«Auditie», «Pelaksana / Auditor»: tempat, tanggal, dua tanda tangan",
        "rounds",
        "Daftar tilik=procedures:checklists; Cetak › Audit internal=workbench:papers",
        "Daftar tilik, blok tanda tangan; rencana dan laporan audit internal",
        "`procedures/papers.py`, `evidence/reports/audit.py`",
    ),
    _row(
        "B-18",
        "Daftar tilik `/ADM/2020` di bawah SOP 2022: terikat pada satu revisi",
        "rounds",
        "Daftar tilik=procedures:checklists",
        "kaki daftar tilik menyebut nomor dan revisi SOP-nya",
        "`procedures.queries.checklist_rows`",
    ),
    _row(
        "B-19",
        "«Sumber Sari» dan «Sumbersari»: nama dari profil",
        "profile",
        "Setelan › Profil=base:profile",
        "nama dari profil di setiap cetakan",
        "`procedures/rules.py: filled_in`",
    ),
    _row(
        "B-20",
        "No. Revisi «-», Halaman «1/2»",
        "sops printed",
        "Dokumen=procedures:documents",
        "SOP: «-» atau «00», halaman n/N",
        "`procedures/rules.py: revision_words`",
    ),
)
