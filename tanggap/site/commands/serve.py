"""``tanggap serve``: web, intake and worker in one process (SQLite has one writer).

A second, small process only watches it and starts it again. That one never loads Django:
tables are made ready in the child, which says so, or why not, through a pipe.
"""

import argparse
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tanggap.site.refusal import CommandError

_DIED_TWICE = (
    "Proses web dua kali mati dalam beberapa detik, jadi Tanggap berhenti. Pesan yang "
    "sudah masuk tetap tersimpan. Jalankan lagi «tanggap serve»; bila terulang, "
    "jalankan «tanggap check» dan lihat sisa memori dan disk."
)
THREADS = 64  # a hook waits in its thread for the commit it shares with the others
_new_server = partial(
    Granian,
    "tanggap.site.wsgi:application",
    interface=Interfaces.WSGI,
    workers=1,
    blocking_threads=THREADS,
    blocking_threads_idle_timeout=60,
    log_level=LogLevels.error,
    respawn_failed_workers=True,
    workers_kill_timeout=15,
)


@dataclass(frozen=True)
class Ready:
    """What the serving process knows when it begins to serve."""

    home: str
    setup_code: str  # while there is no health centre yet


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; raises :class:`CommandError` when it cannot begin."""
    _refuse_a_taken_port(args.host, args.port)
    os.environ["TANGGAP_WORKER"] = "1"
    os.environ["TANGGAP_ADDRESS"] = f"http://{args.host}:{args.port}"
    server = _new_server(address=args.host, port=args.port)
    told, tell = Pipe(duplex=False)
    refusals: list[str] = []
    greet = partial(_greet, args.host, args.port)
    listen = partial(_listen, told, greet, refusals, end=server.signal_handler_interrupt)
    threading.Thread(target=listen, name="tanggap-greeting", daemon=True).start()
    try:
        server.serve(target_loader=partial(application, tell), wrap_loader=False)
    except SystemExit as ended:
        if ended.code and not refusals:
            raise CommandError(_DIED_TWICE) from ended
    if refusals:
        raise CommandError(refusals[0])
    print("Tanggap berhenti; semua tersimpan.", flush=True)
    return 0


def _listen(
    told: Connection,
    greet: Callable[[Ready], None],
    refusals: list[str],
    end: Callable[[], None],
) -> None:
    """Greet once the serving process is ready; where it says why not, note that and end."""
    greeted = False
    while True:
        try:
            word = told.recv()
        except (EOFError, OSError):  # both ends close when all is over
            return
        if isinstance(word, str):
            refusals.append(word)
            end()
        elif not greeted:
            greet(word)
            greeted = True


def application(tell: Connection) -> Callable[..., Any]:
    """Make the site ready in the serving process and return what it serves.

    Until then Ctrl-C is the watching process's matter, which ends this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from tanggap.site.home import home_folder, setup_code
    from tanggap.site.presence import Elsewhere, stay
    from tanggap.site.ready import is_set_up, migrate
    from tanggap.site.thrift import few_arenas, keep_what_is_loaded

    few_arenas()
    try:
        stay(home_folder()).close()  # nobody restores meanwhile
        migrate()
    except (CommandError, Elsewhere) as error:
        tell.send(str(error))
        threading.Event().wait()  # to be ended, not started again
    from tanggap.site.wsgi import application as site

    keep_what_is_loaded()
    tell.send(Ready(str(home_folder()), "" if is_set_up() else setup_code()))
    return site


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere this option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_why_no_address(host, port, error)) from error


def _why_no_address(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        return (
            f"Porta {port} sedang dipakai. Mungkin Tanggap sudah berjalan: buka "
            f"http://{shown}:{port}, atau pakai --port {port + 1}. · Port in use."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"Porta {port} tidak boleh dipakai tanpa hak khusus. Pakai --port 8000 atau porta "
            "lain di atas 1023. · Not allowed to use this port."
        )
    return (
        f"Alamat {host} bukan milik komputer ini. Pakai --host 127.0.0.1 (komputer ini saja) "
        "atau --host 0.0.0.0 (seluruh kantor). · Not an address of this machine."
    )


def _greet(host: str, port: int, ready: Ready) -> None:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    print(f"\n  Tanggap berjalan:  http://{shown}:{port}", flush=True)
    print(f"  Data:              {ready.home}")
    if ready.setup_code:
        print("  Berikutnya:        buka alamat itu, lalu isi puskesmas Anda")
        print("                     atau tekan «Coba dengan data contoh».")
        print(f"  Kode sekali pakai: {ready.setup_code}  (hanya diminta dari komputer lain)")
    else:
        print("  Berikutnya:        buka alamat itu dan masuk.")
    print("  Berhenti:          Ctrl-C\n", flush=True)
    sys.stdout.flush()
