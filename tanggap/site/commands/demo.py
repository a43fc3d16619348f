"""``tanggap demo``: load the living example into a folder of its own, and serve it."""

import argparse
import os
import sys
from pathlib import Path

from tanggap.site.example.running import State, end_with_starter, environment, write_state
from tanggap.site.home import home_folder


def run(args: argparse.Namespace) -> int:
    """Load the example once, print its sign-ins and, unless told otherwise, serve it."""
    _turn_to_the_example()
    end_with_starter()
    home = home_folder()
    if args.fresh:
        _clear(home)
    from tanggap.site.ready import migrate

    migrate(quiet=True)
    from tanggap.site.example.loading import load

    def say(percent: int, words: str) -> None:
        write_state(home, State(percent, words))
        print(f"\r  Memuat data contoh: {percent:3d}%  {words:<34}", end="", file=sys.stderr)

    people = load(say)
    print(file=sys.stderr)
    print("\n  Data contoh: semua karangan, tidak ada yang benar-benar dikirim.")
    print(f"  Kata sandi untuk semua: {people[0].password}\n")
    for one in people:
        print(f"    {one.username:<10} {one.name:<28} {one.about}")
    if args.no_serve:
        return 0
    write_state(home, State(100, "siap", f"http://{args.host}:{args.port}"))
    from tanggap.site.commands import serve
    from tanggap.site.ready import leave_no_connection

    leave_no_connection()
    return serve.run(args)


def _turn_to_the_example() -> None:
    """Turn this process to the example's own home, unless it was started there."""
    if os.environ.get("TANGGAP_EXAMPLE") == "1":
        return
    turned = environment(os.environ, home_folder())
    for name in set(os.environ) - set(turned):
        del os.environ[name]
    os.environ.update(turned)


def _clear(home: Path) -> None:
    """Forget what was tried out in the example, so that it begins anew."""
    for path in home.glob("tanggap.sqlite3*"):
        path.unlink()
