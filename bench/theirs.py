"""Their side: django-helpdesk in an environment of its own, served as its project serves it."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode

from bench.choices import FOLDER, HELPDESK_VERSION, ROOT
from bench.client import post
from bench.processes import running
from bench.visits import Visitor

NAME, PASSWORD = "admin", "kata-sandi-uji-7"
_HOME = FOLDER / f"helpdesk-{HELPDESK_VERSION}"
_BIN = _HOME / ("Scripts" if os.name == "nt" else "bin")
_WANTED = (f"django-helpdesk=={HELPDESK_VERSION}", "gunicorn", "psycopg[binary,pool]")
THREADS = 16
_TEXT = (
    "Selamat siang. Saya tadi antre di loket dari jam tujuh sampai jam sepuluh, padahal anak "
    "saya demam. Mohon nomor antrean dipanggil lebih jelas dan kursi ditambah. Terima kasih. "
)
ALL_NEWEST_FIRST = {
    "filtering": {"status__in": [1, 2, 3, 4, 5]},
    "filtering_null": {},
    "sorting": "created",
    "sortreverse": True,
    "search_string": "",
}
AS_IT_OPENS = {
    "filtering": {"status__in": [1, 2]},
    "sorting": "created",
    "search_string": "",
    "sortreverse": False,
}


def install() -> None:
    """Install django-helpdesk by pip below ``.bench/``; does nothing when it is there."""
    mark = _HOME / "installed"
    if mark.exists() and mark.read_text() == " ".join(_WANTED):
        return
    print(f"django-helpdesk {HELPDESK_VERSION} is installed below {FOLDER.name}/ …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(_HOME)], check=True)
    pip = [str(_BIN / "python"), "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, *_WANTED], check=True)
    mark.write_text(" ".join(_WANTED))


def environment(home: Path, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "BENCH_HELPDESK_HOME": str(home),
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bench.helpdesk_site.settings",
    }


def fill(size: int, env: Mapping[str, str]) -> None:
    command = [str(_BIN / "python"), "-m", "bench.helpdesk_site.filling", str(size)]
    subprocess.run(command, env=dict(env), check=True)


def served(env: Mapping[str, str], port: int, log: Path) -> AbstractContextManager[int]:
    """Serve by one gunicorn process with 16 threads: what SQLite's single writer bears best."""
    command = [str(_BIN / "gunicorn"), "bench.helpdesk_site.wsgi:application"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)]
    command += ["--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "error"]
    return running(command, env, ("127.0.0.1", port), "/login/", log)


def signed_in(port: int) -> Visitor:
    visitor = Visitor(("127.0.0.1", port))
    visitor.sign_in("/login/", NAME, PASSWORD)
    return visitor


def creations(way: str, count: int, port: int) -> tuple[list[bytes], int]:
    """Return ``count`` requests that each create a ticket, and the status of success."""
    visitor = signed_in(port) if way == "rest" else Visitor(("127.0.0.1", port))
    visitor.get("/tickets/submit/" if way == "form" else "/tickets/")
    make = _rest if way == "rest" else _form
    return [make(place, port, visitor) for place in range(count)], 201 if way == "rest" else 302


def _form(place: int, port: int, visitor: Visitor) -> bytes:
    token = visitor.cookies["csrftoken"]
    fields = {"csrfmiddlewaretoken": token, "queue": "1", "priority": "3", **_told(place)}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={token}",
    }
    fields["body"] = fields.pop("description")
    return post("/tickets/submit/", f"127.0.0.1:{port}", headers, urlencode(fields).encode())


def _rest(place: int, port: int, visitor: Visitor) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    headers = {
        "Content-Type": "application/json",
        "X-CSRFToken": visitor.cookies["csrftoken"],
        "Cookie": cookies,
    }
    body = json.dumps({"queue": 1, "priority": 3, "status": 1, **_told(place)}).encode()
    return post("/api/tickets/", f"127.0.0.1:{port}", headers, body)


def _told(place: int) -> dict[str, str]:
    return {
        "title": "Antrean di loket",
        "description": f"{_TEXT}({place})",
        "submitter_email": f"warga{place % 5_000}@example.test",
    }


def data_path(query: Mapping[str, object]) -> str:
    """Return where the list's table fetches its first 25 rows from, as its script does."""
    packed = base64.b64encode(json.dumps(query).encode()).decode()
    return f"/datatables_ticket_list/{packed}?draw=1&start=0&length=25"
