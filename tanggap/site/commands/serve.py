"""``tanggap serve``: web, intake and worker in one process (SQLite has one writer)."""

import argparse
import os
import socket
import sys

from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tanggap.site.home import home_folder
from tanggap.site.presence import Elsewhere, stay
from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError

THREADS = 64  # a hook waits in its thread for the commit it shares with the others


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; raises :class:`CommandError` when the port is taken."""
    _refuse_a_taken_port(args.host, args.port)
    _refuse_while_restoring()
    migrate()
    os.environ["TANGGAP_WORKER"] = "1"
    os.environ["TANGGAP_ADDRESS"] = f"http://{args.host}:{args.port}"
    _greet(args.host, args.port)
    leave_no_connection()
    server = Granian(
        "tanggap.site.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=60,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
    )
    try:
        server.serve()
    except SystemExit as ended:
        if ended.code:
            raise CommandError(
                "Proses web dua kali mati dalam beberapa detik, jadi Tanggap berhenti. Pesan yang "
                "sudah masuk tetap tersimpan. Jalankan lagi «tanggap serve»; bila terulang, "
                "jalankan «tanggap check» dan lihat sisa memori dan disk."
            ) from ended
    print("Tanggap berhenti; semua tersimpan.", flush=True)
    return 0


def _refuse_while_restoring() -> None:
    try:
        stay(home_folder()).close()
    except Elsewhere as error:
        raise CommandError(str(error)) from error


def leave_no_connection() -> None:
    """Close what this process opened before it forks the one that serves.

    A connection that two processes hold is nobody's, and a pool that was opened before the
    fork has no threads after it: it could never grow beyond what the other already had.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()  # type: ignore[attr-defined]


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere this option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Alamat {host}:{port} tidak dapat dipakai ({error.strerror}). Mungkin Tanggap "
                f"sudah berjalan: buka http://{host}:{port}, atau pakai --port {port + 1}."
            ) from error


def _greet(host: str, port: int) -> None:
    from tanggap.base.models import Facility
    from tanggap.site.home import home_folder, setup_code

    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    print(f"\n  Tanggap berjalan:  http://{shown}:{port}", flush=True)
    print(f"  Data:              {home_folder()}")
    if not Facility.objects.exists():
        print("  Berikutnya:        buka alamat itu, lalu isi puskesmas Anda")
        print("                     atau tekan «Coba dengan data contoh».")
        print(f"  Kode sekali pakai: {setup_code()}  (hanya diminta dari komputer lain)")
    else:
        print("  Berikutnya:        buka alamat itu dan masuk.")
    print("  Berhenti:          Ctrl-C\n", flush=True)
    sys.stdout.flush()
