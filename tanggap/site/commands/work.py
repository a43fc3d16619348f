"""``tanggap work``: the worker alone, beside a web of its own or on another machine."""

import argparse
import signal
import sqlite3
import threading

from tanggap.site.home import home_folder
from tanggap.site.presence import Elsewhere, stay
from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Work until Ctrl-C, or once through everything that is due."""
    migrate()
    from tanggap.site.worker import Worker, all_jobs, drain

    if args.once:
        moved = drain(all_jobs())
        print(f"{moved} pekerjaan selesai.")
        return 0
    present = _present()
    worker = Worker()
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        # Said aloud: what a shell starts in the background begins with Ctrl-C ignored.
        signal.signal(ending, lambda *_: ended.set())
    worker.start()
    print("Pekerja berjalan; Ctrl-C untuk berhenti.", flush=True)
    while not ended.wait(timeout=1.0):
        pass
    worker.end()
    present.close()
    return 0


def _present() -> sqlite3.Connection:
    try:
        return stay(home_folder())
    except Elsewhere as error:
        raise CommandError(str(error)) from error
