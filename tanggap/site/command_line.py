"""The one console script, ``tanggap``: what each command takes, in two languages.

The commands themselves are in ``tanggap.site.commands``; they are imported only after
Django is set up. Exit codes: 0 done, 1 not done (one line says why), 2 wrong use,
3 ``check`` found something to mend.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tanggap import __version__
from tanggap.site.disk_trouble import why
from tanggap.site.home import PLAN, home_folder
from tanggap.site.refusal import CommandError
from tanggap.site.wrong_use import Parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"«{text}» bukan tanggal; tulis seperti 2026-05-12 · not a date (YYYY-MM-DD)"
        ) from None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(
            f"«{text}» bukan nomor porta; tulis 1 sampai 65535, misalnya 8000 · not a port"
        )
    return int(text)


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"«{text}»: tulis KUNCI=NILAI · write KEY=VALUE")
    return name, value


def parser() -> Parser:
    """Return the whole command line: help in Indonesian, then English."""
    top = Parser(
        prog="tanggap",
        description="Umpan balik dan pengaduan puskesmas. · Feedback and complaints of a "
        "health centre. Data: TANGGAP_HOME; DATABASE_URL.",
        epilog="Kode keluar · exit codes: 0 selesai/done, 1 gagal/failed, 2 salah pakai/usage, "
        "3 «check» menemukan masalah/found problems.",
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"tanggap {__version__}",
        help="versi yang terpasang · installed version",
    )
    commands = top.add_subparsers(dest="command", metavar="PERINTAH", required=True)
    _serving(commands)
    _setting_up(commands)
    _lines(commands)
    _bringing(commands)
    _leaving(commands)
    _keeping(commands)
    return top


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]


def _add(commands: "Commands", name: str, text: str) -> Parser:
    made = commands.add_parser(name, help=text, description=text)
    made.set_defaults(module=name)
    return made


def _serving(commands: "Commands") -> None:
    serve = _add(commands, "serve", "Jalankan web dan pekerja bersama. · Web and worker together.")
    serve.add_argument("--host", default="127.0.0.1", help="alamat · address (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8000, help="porta · port (8000)")
    work = _add(commands, "work", "Jalankan pekerja saja. · The worker alone.")
    work.add_argument(
        "--once", action="store_true", help="kerjakan yang ada lalu berhenti · then stop"
    )
    demo = _add(
        commands, "demo", "Muat data contoh dan jalankan. · Load the living example and serve it."
    )
    demo.add_argument("--host", default="127.0.0.1", help="alamat · address")
    demo.add_argument("--port", type=_port, default=8000, help="porta · port")
    demo.add_argument("--no-serve", action="store_true", help="muat saja · load only")
    demo.add_argument("--fresh", action="store_true", help="mulai dari awal · begin anew")
    check = _add(
        commands, "check", "Periksa setelan; katakan cara membetulkan. · What is misconfigured."
    )
    check.add_argument("--json", action="store_true", help="keluaran JSON · JSON output")


def _setting_up(commands: "Commands") -> None:
    init = _add(
        commands, "init", "Siapkan puskesmas tanpa layar. · The set-up wizard without a screen."
    )
    init.add_argument("--facility", required=True, help="nama puskesmas · health centre's name")
    init.add_argument("--admin", required=True, help="nama masuk admin · admin's username")
    init.add_argument(
        "--password-stdin", action="store_true", help="baca kata sandi dari stdin · from stdin"
    )
    password = _add(
        commands, "password", "Setel ulang kata sandi seseorang. · Reset somebody's password."
    )
    password.add_argument("user", help="nama masuk · username")
    unlock = _add(
        commands, "unlock", "Buka kunci masuk seseorang. · Lift the lock after wrong passwords."
    )
    unlock.add_argument("user", help="nama masuk · username")
    factor = _add(
        commands,
        "second-factor",
        "Keadaan verifikasi dua langkah seseorang. · Somebody's second factor.",
    )
    factor.set_defaults(module="second_factor")
    factor.add_argument("user", help="nama masuk · username")
    factor.add_argument(
        "--remove", action="store_true", help="matikan (HP hilang) · remove it (lost phone)"
    )


def _lines(commands: "Commands") -> None:
    text = "Saluran: nomor, akun, kotak. · Channel accounts."
    line = commands.add_parser("line", help=text, description=text)
    acts = line.add_subparsers(dest="act", metavar="TINDAKAN", required=True)
    add = acts.add_parser("add", help="tambah saluran · add a channel account")
    add.set_defaults(module="line_add")
    add.add_argument("kind", metavar="KIND", help="jenis, mis. whatsapp, phone, box · kind")
    add.add_argument("--name", required=True, help="nama saluran · its name")
    add.add_argument("--address", default="", help="nomor, akun, atau letak · number or place")
    add.add_argument(
        "--set",
        type=_setting,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="setelan saluran; kuncinya disebut bila kurang · a setting (may be repeated)",
    )
    add.add_argument("--json", action="store_true", help="keluaran JSON · JSON output")
    listing = acts.add_parser("list", help="daftar saluran · list the accounts")
    listing.set_defaults(module="line_list")
    listing.add_argument("--json", action="store_true", help="keluaran JSON · JSON output")


def _bringing(commands: "Commands") -> None:
    text = "Masukkan percakapan dari HP. · Bring in an exported conversation."
    bring = commands.add_parser("import", help=text, description=text)
    sources = bring.add_subparsers(dest="source", metavar="SUMBER", required=True)
    _chat(sources)
    _sms(sources)
    _calls(sources)
    _old_book(sources)


def _source(sources: "Commands", name: str, text: str) -> Parser:
    made = sources.add_parser(name, help=text)
    made.set_defaults(module=f"import_{name}")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--dry-run", action="store_true", help="perlihatkan saja · show only")
    return made


def _line_option(source: Parser) -> None:
    source.add_argument("--line", default="", help="nama saluran · the line's name")


def _chosen_numbers(source: Parser) -> None:
    source.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NOMOR",
        help="nomor yang tidak ikut (boleh berulang) · a number to leave out",
    )


def _chat(sources: "Commands") -> None:
    chat = _source(sources, "whatsapp", "ekspor WhatsApp .txt/.zip · WhatsApp export")
    chat.add_argument(
        "--date-order", choices=["dmy", "mdy"], help="urutan tanggal · day or month first"
    )
    chat.add_argument("--own-name", help="nama kita di percakapan · our name in the chat")
    _line_option(chat)


def _sms(sources: "Commands") -> None:
    sms = _source(sources, "sms", "cadangan SMS Backup & Restore .xml · SMS backup")
    _chosen_numbers(sms)
    sms.add_argument(
        "--with",
        action="append",
        default=[],
        dest="also",
        metavar="PENGIRIM",
        help="pengirim bukan nomor HP yang ikut juga · a sender's name to take along",
    )
    sms.add_argument("--since", type=_day, help="sejak tanggal · from this day on")
    sms.add_argument(
        "--sort-from", type=_day, help="perlu dipilah sejak tanggal · older ones skip triage"
    )
    _line_option(sms)


def _calls(sources: "Commands") -> None:
    calls = _source(sources, "calls", "riwayat panggilan HP .xml · call log")
    _chosen_numbers(calls)
    calls.add_argument("--since", type=_day, help="sejak tanggal · from this day on")
    _line_option(calls)


def _old_book(sources: "Commands") -> None:
    book = _source(sources, "spreadsheet", "buku lama .xlsx/.csv · the old book")
    book.add_argument("--sheet", action="append", default=[], help="lembar (boleh berulang)")
    book.add_argument(
        "--column",
        type=_setting,
        action="append",
        default=[],
        metavar="JUDUL=ISI",
        help="isi sebuah kolom, mis. «Hari=date» · what a column holds",
    )
    book.add_argument("--date-order", choices=["dmy", "mdy"], help="urutan tanggal · day or month")
    book.add_argument("--same-day", action="store_true", help="tanggal kosong = baris di atasnya")
    book.add_argument("--kind", default="saran", help="jenis bila tidak disebut · kind if unsaid")
    book.add_argument("--line", default="", help="saluran bila tidak disebut · line if unsaid")
    book.add_argument(
        "--open", action="store_true", help="yang belum selesai tetap terbuka · leave open"
    )
    book.add_argument("--by", default="", metavar="USER", help="atas nama petugas · on behalf of")
    book.add_argument(
        "--refused", type=Path, metavar="FILE.xlsx", help="baris yang ditolak · refused rows"
    )


def _leaving(commands: "Commands") -> None:
    export = _add(commands, "export", "Keluarkan data. · Export data.")
    export.add_argument("what", choices=["messages", "entries"])
    export.add_argument("--format", choices=["csv", "xlsx", "jsonl"], default="csv")
    export.add_argument("--from", type=_day, dest="from_day", help="mulai tanggal · from")
    export.add_argument("--to", type=_day, dest="to_day", help="sampai tanggal · to")
    export.add_argument("--out", type=Path, help="berkas hasil (tanpa ini: layar) · output file")
    text = "Cetak kertas tanpa layar. · Papers without a screen."
    paper = commands.add_parser("print", help=text, description=text)
    papers = paper.add_subparsers(dest="paper", metavar="KERTAS", required=True)
    book = papers.add_parser("buku-rekap", help="buku rekap umpan balik · the register")
    book.set_defaults(module="print_book")
    book.add_argument("--from", type=_day, dest="from_day", required=True)
    book.add_argument("--to", type=_day, dest="to_day", required=True)
    book.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")


def _keeping(commands: "Commands") -> None:
    backup = _add(
        commands, "backup", "Cadangkan semuanya, tersandi. · The whole site into one sealed file."
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--overwrite", action="store_true", help="timpa berkas · overwrite FILE")
    backup.add_argument(
        "--verify", action="store_true", help="lalu uji pulihkan · then restore on trial"
    )
    backup.add_argument(
        "--site-key",
        action="store_true",
        help="pakai kata sandi dari Setelan → Cadangan · the passphrase set on screen",
    )
    restore = _add(commands, "restore", "Pulihkan dari cadangan. · Restore a site from a backup.")
    restore.add_argument("file", type=Path, metavar="FILE")
    how = restore.add_mutually_exclusive_group()
    how.add_argument(
        "--verify",
        action="store_true",
        help="uji saja, tidak ada yang diubah · on trial, nothing changes",
    )
    how.add_argument(
        "--replace",
        action="store_true",
        help="ganti yang ada; yang lama disimpan · replace, the old is kept aside",
    )
    for command in (backup, restore):
        command.add_argument(
            "--passphrase-file",
            type=Path,
            metavar="FILE",
            help="baris pertama berkas (atau TANGGAP_PASSPHRASE) · its first line",
        )
        command.add_argument("--report", action="store_true", help=argparse.SUPPRESS)


def _settle() -> None:
    """Finish, or undo, a restore that was killed in its last step, before anything else."""
    home = home_folder()
    if (home / PLAN).exists():
        from tanggap.site.backup.moving import settle

        print(settle(home, os.environ.get("DATABASE_URL", "")), file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows consoles default to a narrow code page
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
    try:
        _settle()
        module = import_module(f"tanggap.site.commands.{args.module}")
        return int(module.run(args) or 0)
    except CommandError as error:
        print(f"tanggap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ntanggap: Dihentikan sebelum selesai. · Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if os.environ.get("TANGGAP_TRACE"):
            raise
        if type(error).__name__ in ("Refused", "NotAllowed"):  # already a sentence for people
            print(f"tanggap: {error}", file=sys.stderr)
            return 1
        if type(error).__name__ == "OperationalError":
            from tanggap.site.ready import database_shut

            print(f"tanggap: {database_shut(error)}", file=sys.stderr)
            return 1
        if isinstance(error, OSError):
            print(f"tanggap: {why(error)}", file=sys.stderr)
            return 1
        print(
            f"tanggap: Kesalahan yang tidak terduga: {type(error).__name__}: {error}. Ulangi "
            "dengan TANGGAP_TRACE=1 di depan perintah, lalu laporkan keluarannya.",
            file=sys.stderr,
        )
        return 1


if __name__ == "__main__":
    sys.exit(main())
