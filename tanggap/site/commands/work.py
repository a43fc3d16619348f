"""``tanggap work``: the worker alone, beside a web of its own or on another machine."""

import argparse
import signal
import threading

from tanggap.site.ready import migrate


def run(args: argparse.Namespace) -> int:
    """Work until Ctrl-C, or once through everything that is due."""
    migrate()
    from tanggap.site.worker import Worker, all_jobs, drain

    if args.once:
        moved = drain(all_jobs())
        print(f"{moved} pekerjaan selesai.")
        return 0
    worker = Worker()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    worker.start()
    print("Pekerja berjalan; Ctrl-C untuk berhenti.", flush=True)
    try:
        while not ended.wait(timeout=1.0):
            pass
    except KeyboardInterrupt:
        pass
    worker.end()
    return 0
