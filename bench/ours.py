"""Our side: the site as ``tanggap serve`` serves it, and the calls a provider would make."""

import hashlib
import hmac
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.choices import ROOT
from bench.client import post
from bench.processes import running
from bench.visits import Visitor

LINE_TOKEN = "bench-line-0123456789abcdef"
NUMBER_ID = "106540352242922"
SECRET = "bench-app-secret"
LINE_SETTINGS = {
    "phone_number_id": NUMBER_ID,
    "app_secret": SECRET,
    "verify_token": "bench",
    "access_token": "bench",
    "graph_url": "http://127.0.0.1:9",
}
PASSWORD = "kata-sandi-uji-7"
CALLERS = 5_000
_TEXT = (
    "Selamat siang. Saya tadi antre di loket dari jam tujuh sampai jam sepuluh, padahal anak "
    "saya demam. Mohon nomor antrean dipanggil lebih jelas dan kursi ditambah. Terima kasih. "
)


def fill(size: int, env: Mapping[str, str]) -> None:
    """Make a site with ``size`` entries where ``env`` points to."""
    subprocess.run([sys.executable, "-m", "bench.filling", str(size)], env=dict(env), check=True)


@contextmanager
def served(env: Mapping[str, str], port: int, log: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "tanggap", "serve", "--port", str(port)]
    whole = {**env, "PYTHONPATH": str(ROOT)}
    with running(command, whole, ("127.0.0.1", port), "/masuk/", log) as pid:
        yield pid


def signed_in(port: int, name: str) -> Visitor:
    visitor = Visitor(("127.0.0.1", port))
    visitor.sign_in("/masuk/", name, PASSWORD)
    return visitor


def deliveries(count: int, port: int, run: str) -> list[bytes]:
    """Return ``count`` signed calls, each with a new message; ``run`` keeps runs apart."""
    return [_delivery(place, port, run) for place in range(count)]


def _delivery(place: int, port: int, run: str) -> bytes:
    body = json.dumps(_body(place, run)).encode()
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    return post(f"/hooks/whatsapp/{LINE_TOKEN}", f"127.0.0.1:{port}", headers, body)


def _body(place: int, run: str) -> dict[str, object]:
    phone = f"62813{10_000_000 + place % CALLERS:08d}"
    message = {
        "from": phone,
        "id": f"wamid.{run}-{place}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": f"{_TEXT}({place})"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6281100000000", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": f"Warga {place % CALLERS}"}, "wa_id": phone}],
        "messages": [message],
    }
    change = {"value": value, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": [change]}],
    }
