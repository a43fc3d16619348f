"""The console script, run as a person runs it: each command, its exit code, its one line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.channels.test_calls_backup import call, log
from tests.channels.test_sms_backup import backup, sms

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ROOT / "tests" / "fixtures" / "own" / "wa-export"
Run = Callable[..., subprocess.CompletedProcess[str]]
PASSWORD = "antrean-panjang-77"


@pytest.fixture(scope="module")
def tanggap(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the console script on a site of its own, already set up."""
    home = tmp_path_factory.mktemp("home")
    env = {**os.environ, "TANGGAP_HOME": str(home), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    env.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tanggap", *map(str, words)]
        return subprocess.run(command, env=env, input=given, capture_output=True, text=True)

    done = run(
        "init",
        "--facility",
        "Puskesmas Padaherang",
        "--admin",
        "tono",
        "--password-stdin",
        given=f"{PASSWORD}\n",
    )
    assert done.returncode == 0, done.stderr
    assert "tanggap serve" in done.stdout
    return run


def test_help_speaks_both_languages(tanggap: Run) -> None:
    done = tanggap("--help")
    assert done.returncode == 0
    assert "Jalankan web dan pekerja bersama" in " ".join(done.stdout.split())
    assert "Web and worker together" in " ".join(done.stdout.split())


def test_a_second_init_is_refused_in_one_line(tanggap: Run) -> None:
    done = tanggap("init", "--facility", "Lain", "--admin", "x", "--password-stdin", given="y\n")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "sudah disiapkan" in done.stderr


def test_wrong_use_ends_with_code_two(tanggap: Run) -> None:
    assert tanggap("export", "orang").returncode == 2
    done = tanggap("print", "buku-rekap", "--from", "12-05-2026", "--to", "x", "--out", "b.pdf")
    assert done.returncode == 2
    assert "2026-05-12" in done.stderr


def test_a_new_line_tells_its_hook_and_keeps_its_secrets(tanggap: Run) -> None:
    settings = {
        "phone_number_id": "106540352242922",
        "app_secret": "rahasia-sekali",
        "verify_token": "uji-verifikasi",
        "access_token": "token-panjang",
    }
    words = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    made = tanggap("line", "add", "whatsapp", "--name", "WA Puskesmas", *words, "--json")
    assert made.returncode == 0, made.stderr
    line = json.loads(made.stdout)
    assert line["hook"].startswith("/hooks/whatsapp/")
    listed = json.loads(tanggap("line", "list", "--json").stdout)
    assert line["hook"] in [one["hook"] for one in listed]
    assert "rahasia-sekali" not in made.stdout + tanggap("line", "list", "--json").stdout


def test_a_line_that_lacks_a_setting_is_refused_by_name(tanggap: Run) -> None:
    done = tanggap("line", "add", "whatsapp", "--name", "Kurang", "--set", "phone_number_id=1")
    assert done.returncode == 1
    assert "app secret" in done.stderr.lower() or "app_secret" in done.stderr
    assert "wa_handphone" in tanggap("line", "add", "merpati", "--name", "X").stderr.lower()


def test_an_export_is_shown_then_imported_once_and_given_out_again(
    tanggap: Run, tmp_path: Path
) -> None:
    file = EXPORTS / "and_id_comma_dot.txt"
    ours = ["--own-name", "Puskesmas Padaherang", "--date-order", "dmy"]
    shown = tanggap("import", "whatsapp", file, *ours, "--dry-run")
    assert "8 pesan baru" in shown.stdout, shown.stderr
    assert tanggap("export", "messages", "--format", "jsonl").stdout == ""
    assert "wa_handphone" not in tanggap("line", "list").stdout
    assert "8 pesan baru" in tanggap("import", "whatsapp", file, *ours).stdout
    again = tanggap("import", "whatsapp", file, *ours)
    assert "0 pesan baru, 8 sudah ada" in again.stdout

    rows = [
        json.loads(row)
        for row in tanggap("export", "messages", "--format", "jsonl").stdout.splitlines()
    ]
    assert len(rows) == 8
    first = min(rows, key=lambda row: row["sent_at"])
    assert first["channel"] == "wa_handphone"
    assert first["direction"] == "in"
    assert first["sent_at"] == "2026-05-12T08:06:00+07:00"
    assert first["text"].endswith("12/05/2026 belum dipanggil juga")
    assert {"external_id", "sender", "attachments"} <= set(first)

    out = tmp_path / "pesan.xlsx"
    done = tanggap("export", "messages", "--format", "xlsx", "--out", out, "--from", "2026-05-01")
    assert done.returncode == 0, done.stderr
    assert load_workbook(out).active.max_row == 9


def test_a_backup_of_sms_is_shown_then_imported_once(tanggap: Run, tmp_path: Path) -> None:
    file = tmp_path / "sms-20260512.xml"
    file.write_bytes(
        backup(
            sms("Antre"), sms("Baik", kind=2), sms("a", number="0811222333"), sms("b", number="888")
        )
    )
    shown = tanggap("import", "sms", file, "--without", "0811 222 333", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "[tidak] +62811222333: 1 masuk" in shown.stdout
    assert "sms_handphone" not in tanggap("line", "list").stdout
    done = tanggap("import", "sms", file, "--without", "0811222333", "--with", "888")
    assert "3 SMS baru" in done.stdout, done.stderr
    again = tanggap("import", "sms", file).stdout
    assert "1 SMS baru, 2 sudah ada" in again
    assert "tidak ada di cadangan" in tanggap("import", "sms", file, "--without", "999").stderr
    file.write_text("<!DOCTYPE smses><smses/>", encoding="utf-8")
    done = tanggap("import", "sms", file)
    assert done.returncode == 1
    assert "demi keamanan" in done.stderr


def test_a_call_log_is_shown_then_its_missed_calls_wait_to_be_rung_back(
    tanggap: Run, tmp_path: Path
) -> None:
    file = tmp_path / "calls-1.xml"
    file.write_bytes(log(call(), call("0811222333"), call("-1")))
    shown = tanggap("import", "calls", file, "--without", "0811 222 333", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "[tidak] +62811222333: 1 kali" in shown.stdout
    assert "1 dari nomor yang disembunyikan" in shown.stdout
    assert (
        "1 telepon tak terjawab baru"
        in tanggap("import", "calls", file, "--without", "0811222333").stdout
    )
    assert "1 telepon tak terjawab baru, 1 sudah ada" in tanggap("import", "calls", file).stdout
    file.write_text("<!DOCTYPE calls><calls/>", encoding="utf-8")
    done = tanggap("import", "calls", file)
    assert done.returncode == 1
    assert "demi keamanan" in done.stderr


def test_an_old_book_is_shown_then_brought_in_and_its_refused_rows_come_back(
    tanggap: Run, tmp_path: Path
) -> None:
    file, bad = tmp_path / "buku.csv", tmp_path / "ditolak.xlsx"
    file.write_text("No;Hari apa;Isi\n1;12 Mei 2025;Antre lama\n2;besok;Kipas\n", "utf-8")
    assert tanggap("line", "add", "walk_in", "--name", "Datang").returncode == 0
    done = tanggap("import", "spreadsheet", file)
    assert done.returncode == 1
    assert "tanggal diterima" in done.stderr
    told = ["--column", "Hari apa=date", "--kind", "keluhan"]
    shown = tanggap("import", "spreadsheet", file, *told, "--dry-run")
    assert "Akan masuk: 1 entri, ditolak 1." in shown.stdout, shown.stderr
    done = tanggap("import", "spreadsheet", file, *told, "--refused", bad)
    assert "Masuk: 1 entri, 0 sudah ada, 1 ditolak." in done.stdout, done.stderr
    assert load_workbook(bad).active.max_row == 2
    again = tanggap("import", "spreadsheet", file, *told)
    assert "Masuk: 0 entri, 1 sudah ada" in again.stdout
    assert "tidak ada" in tanggap("import", "spreadsheet", tmp_path / "x.csv").stderr
    old = tmp_path / "buku.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "Simpan sebagai" in tanggap("import", "spreadsheet", old).stderr


def test_what_is_no_export_or_not_there_is_said_in_one_line(tanggap: Run, tmp_path: Path) -> None:
    other = tmp_path / "surat.txt"
    other.write_text("Bukan percakapan.", encoding="utf-8")
    done = tanggap("import", "whatsapp", other)
    assert done.returncode == 1
    assert "bukan ekspor" in done.stderr.lower()
    assert "tidak ada" in tanggap("import", "whatsapp", tmp_path / "hilang.txt").stderr


def test_the_book_of_an_empty_week_prints_as_nihil(tanggap: Run, tmp_path: Path) -> None:
    out = tmp_path / "buku.pdf"
    done = tanggap(
        "print", "buku-rekap", "--from", "2025-01-06", "--to", "2025-01-12", "--out", out
    )
    assert done.returncode == 0, done.stderr
    words = " ".join(page.extract_text() for page in PdfReader(out).pages)
    assert "nihil" in words.lower()


def test_check_says_what_to_mend_and_work_once_ends(tanggap: Run) -> None:
    done = tanggap("check", "--json")
    found = json.loads(done.stdout)
    assert all(one["mend"] for one in found if one["level"] != "good")
    assert done.returncode == (3 if any(one["level"] == "bad" for one in found) else 0)
    assert tanggap("work", "--once").returncode == 0


def test_a_forgotten_password_is_set_anew_without_email(tanggap: Run) -> None:
    done = tanggap("password", "tono")
    assert done.returncode == 0, done.stderr
    assert "Kata sandi sementara" in done.stdout
    assert tanggap("password", "siapa").returncode == 1


def test_a_date_that_reads_two_ways_is_asked_back_unless_file_names_back_it(
    tanggap: Run, tmp_path: Path
) -> None:
    file = tmp_path / "WhatsApp Chat with Bu Ani.txt"
    file.write_text(
        "04/05/26, 08.06 - Bu Ani: Antrean lama\n04/05/26, 08.09 - Puskesmas Padaherang: Baik\n",
        encoding="utf-8",
    )
    asked = tanggap("import", "whatsapp", file)
    assert asked.returncode == 1
    assert "--date-order" in asked.stderr
    assert "2026-05-04" in asked.stdout
    assert "2026-04-05" in asked.stdout
    backed = EXPORTS / "and_us_12_nnbsp.txt"
    assert tanggap("import", "whatsapp", backed, "--line", "WhatsApp HP").returncode == 0
    rows = tanggap("export", "messages", "--format", "jsonl").stdout
    assert "2026-12-05" not in rows


def test_each_wrong_use_is_told_in_one_indonesian_line(tanggap: Run, tmp_path: Path) -> None:
    week = ("--from", "2026-11-16", "--to", "2026-11-22")
    for words, code, told in (
        (("import",), 2, "Belum diisi: SUMBER"),
        (("merpati",), 2, "tidak mengenal «merpati»"),
        (("serve", "--port", "99999"), 2, "bukan nomor porta"),
        (("serve", "--tanpa"), 2, "Tidak dikenal: --tanpa"),
        (("serve", "--host", "tidak.ada.invalid"), 1, "bukan milik komputer ini"),
        (("print", "buku-rekap", *week, "--out", tmp_path), 1, "itu folder, bukan berkas"),
        (("export", "entries", "--out", tmp_path / "x" / "e.csv"), 1, "tidak ada"),
        (("export", "entries", "--from", "2026-11-22", "--to", "2026-11-16"), 1, "lebih awal"),
    ):
        done = tanggap(*words)
        lines = done.stderr.strip().splitlines()
        assert (done.returncode, len(lines)) == (code, 1), done.stderr
        assert told in lines[0]
        assert "Error" not in lines[0]


def test_refused_rows_with_nowhere_to_go_stop_the_import_before_it_begins(
    tanggap: Run, tmp_path: Path
) -> None:
    book = tmp_path / "buku.csv"
    book.write_text("No,Tanggal,Keluhan\n901,12/01/2025,Toilet kotor\n", encoding="utf-8")
    done = tanggap("import", "spreadsheet", book, "--refused", tmp_path / "x" / "tolak.xlsx")
    assert done.returncode == 1
    assert "Toilet kotor" not in tanggap("export", "entries").stdout


def test_a_place_that_cannot_be_used_is_named_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "berkas"
    file.touch()
    base = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    base.pop("DJANGO_SETTINGS_MODULE", None)
    for env, told in (
        ({"TANGGAP_HOME": str(file)}, "tidak dapat dibuat atau ditulisi"),
        ({"TANGGAP_HOME": str(tmp_path), "DATABASE_URL": "mysql://x"}, "tidak dikenal"),
        (
            {"TANGGAP_HOME": str(tmp_path), "DATABASE_URL": "postgresql://x@127.0.0.1:1/buku"},
            "Basis data «buku» di 127.0.0.1 tidak dapat dihubungi",
        ),
    ):
        for words in (["check"], ["serve", "--port", "31599"]):
            command = [sys.executable, "-m", "tanggap", *words]
            done = subprocess.run(command, env=base | env, capture_output=True, text=True)
            assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
            assert told in done.stderr


def test_a_first_account_nobody_could_sign_in_with_is_refused(tmp_path: Path) -> None:
    env = {**os.environ, "TANGGAP_HOME": str(tmp_path), "DATABASE_URL": ""}
    words = ["init", "--facility", "Padaherang", "--admin", "sari s", "--password-stdin"]
    command = [sys.executable, "-m", "tanggap", *words]
    done = subprocess.run(
        command, env=env, input=f"{PASSWORD}\n", capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 1
    assert "tanpa spasi" in done.stderr.splitlines()[-1]
