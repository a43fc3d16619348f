"""What all of Meta's products share: signed hooks, Graph errors, hosts of files."""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from tanggap.channels._contract import (
    UNREACHABLE,
    Admission,
    Failure,
    FailureKind,
    FetchedMedia,
    HttpAnswer,
    NoAnswer,
    Ports,
    Request,
    SettingField,
    Settings,
    TooLarge,
    Unreachable,
)
from tanggap.channels._json import as_dict, text_of

GRAPH = "https://graph.facebook.com"
_FILE_HOSTS = (".facebook.com", ".fbcdn.net", ".fbsbx.com", ".whatsapp.net", ".cdninstagram.com")
_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
_MOST_REDIRECTS = 3


VERSION = "v23.0"
APP_SECRET_NEXT = SettingField(
    "app_secret_next",
    "App secret berikutnya",
    is_secret=True,
    is_required=False,
    help="Hanya saat mengganti app secret: keduanya diterima.",
)
GRAPH_URL = SettingField(
    "graph_url",
    "Alamat Graph API",
    is_required=False,
    help="Kosongkan. Diisi hanya untuk mencoba dengan server tiruan.",
)


def admitted(request: Request, settings: Settings) -> Admission:
    """Answer a call of any of Meta's products: its question, or a body it has signed."""
    if request.method in ("GET", "HEAD"):
        return subscribed(request, settings.get("verify_token", ""))
    if request.method != "POST":
        return Admission(405, keep=False)
    secrets = [settings.get("app_secret", ""), settings.get("app_secret_next", "")]
    if not is_signed(request, secrets):
        return Admission(401, keep=False, refused=True)
    return Admission(200)


def graph_of(settings: Settings, default: str = GRAPH) -> str:
    """Return where the Graph API is asked: Meta's own address, or the stand-in's."""
    return settings.get("graph_url", "").rstrip("/") or default


def is_safe_graph(url: str) -> bool:
    """Answer whether the token may go to ``url``: https, or plain http to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.username or parts.query or parts.fragment:
            return False
        if parts.scheme == "https":
            return bool(host)
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
        return parts.scheme == "http" and is_here
    except ValueError:
        return False


def is_signed(request: Request, secrets: Collection[str]) -> bool:
    """Answer whether one of ``secrets`` signed the raw bytes of ``request``.

    The shape of the header is checked first: ``compare_digest`` wants ASCII text.
    """
    claimed = request.headers.get("x-hub-signature-256", "")
    if not _SIGNATURE.fullmatch(claimed):
        return False
    return any(
        hmac.compare_digest(signature(request.body, secret), claimed)
        for secret in secrets
        if secret
    )


def signature(body: bytes, secret: str) -> str:
    """Return the header that Meta would send with ``body``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def subscribed(request: Request, verify_token: str) -> Admission:
    """Answer the one-time question with which Meta checks a hook's address."""
    query = parse_qs(request.query, keep_blank_values=True)
    mode, token, challenge = (
        query.get(name, [""])[0] for name in ("hub.mode", "hub.verify_token", "hub.challenge")
    )
    is_ours = bool(verify_token) and hmac.compare_digest(
        token.encode("utf-8", "replace"), verify_token.encode()
    )
    if mode == "subscribe" and is_ours:
        return Admission(200, challenge.encode("utf-8", "replace"), keep=False)
    return Admission(403, keep=False, refused=True)


# ---------------------------------------------------------------- errors of the Graph API

_RETRY = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133016})
_MEND = frozenset({0, 3, 10, 190, 368, 131005, 131031, 131042, 133010})
_ADVICE = {
    190: "Token akses tidak berlaku lagi. Buat token baru di Meta, lalu isi di setelan saluran.",
    131042: "Pembayaran akun WhatsApp bermasalah. Periksa metode pembayaran di Meta.",
    131031: "Akun WhatsApp dikunci Meta. Periksa di WhatsApp Manager.",
    368: "Akun WhatsApp dibatasi sementara oleh Meta. Periksa di WhatsApp Manager.",
    133010: "Nomor ini belum didaftarkan ke Cloud API. Daftarkan di WhatsApp Manager.",
    131005: "Token akses tidak punya izin mengirim. Beri izin whatsapp_business_messaging.",
    131047: "Lewat 24 jam sejak pesan terakhir warga. Pakai contoh jawaban yang disetujui Meta.",
    131026: "Pesan tidak dapat disampaikan ke nomor ini. Hubungi dengan cara lain.",
    131030: "Nomor ini belum ada di daftar nomor uji di Meta.",
    131021: "Nomor tujuan sama dengan nomor puskesmas sendiri.",
    131049: "WhatsApp menahan pesan ini. Coba lagi setelah 24 jam, atau hubungi cara lain.",
    131050: "Warga memilih tidak menerima pesan semacam ini. Hubungi dengan cara lain.",
    131051: "Jenis pesan ini tidak didukung WhatsApp.",
    131053: "Lampiran tidak dapat dikirim WhatsApp.",
    131062: "WhatsApp meminta nomor HP untuk orang ini. Minta nomornya, lalu kirim lagi.",
    132000: "Jumlah isian contoh jawaban tidak cocok dengan yang disetujui Meta.",
    132001: "Contoh jawaban ini tidak ada di Meta, atau belum disetujui dalam bahasa Indonesia.",
    132015: "Contoh jawaban ini dihentikan sementara oleh Meta karena mutunya rendah.",
    132016: "Contoh jawaban ini dinonaktifkan Meta.",
}


def failure_of(error: Any) -> Failure:
    """Return the one of the four that a Graph error (sync or in a status) means."""
    error = as_dict(error)
    try:
        code = int(text_of(error.get("code")) or -1)
    except ValueError:
        code = -1
    kind, advice = _judged(code)
    wait = timedelta(seconds=6) if code == 131056 else None
    return Failure(kind, str(code), _ADVICE.get(code, advice), wait)


def _judged(code: int) -> tuple[FailureKind, str]:
    if code == 131047:
        return FailureKind.WINDOW_CLOSED, ""
    if code in _RETRY:
        return FailureKind.RETRY, "WhatsApp sedang sibuk; dicoba lagi dengan sendirinya."
    if code in _MEND or 200 <= code <= 299:
        return FailureKind.MEND_SETTINGS, "Meta menolak akses. Periksa setelan saluran."
    return FailureKind.GIVE_UP, f"WhatsApp menolak pesan ini (kode {code}). Pakai cara lain."


def failure_of_answer(answer: HttpAnswer) -> Failure:
    """Judge an answer that is not 200; without Graph's own words only its status speaks."""
    try:
        error = as_dict(as_dict(answer.json()).get("error"))
    except ValueError:
        error = {}
    if error:
        return failure_of(error)
    status = answer.status_code
    if status in (429, 503):
        return Failure(FailureKind.RETRY, f"http {status}", "Server sibuk; dicoba lagi.")
    if status in (401, 403):
        return Failure(FailureKind.MEND_SETTINGS, f"http {status}", _ADVICE[190])
    if status >= 500:
        return Failure(FailureKind.UNSURE, f"http {status}", "Server Meta sedang terganggu.")
    return Failure(FailureKind.GIVE_UP, f"http {status}", "Permintaan ditolak server Meta.")


def unreached() -> Failure:
    return Failure(FailureKind.RETRY, UNREACHABLE, "Server tidak terjangkau; dicoba lagi.")


# ---------------------------------------------------------------- files


def may_fetch(url: str, graph: str) -> bool:
    """Answer whether ``url`` lies with Meta (https) or with the stand-in at ``graph``.

    Port, user part and every look-alike host are refused: the token goes along.
    """
    try:
        there, own = urlsplit(url), urlsplit(graph)
        port = there.port
    except ValueError:
        return False
    if there.username is not None or there.password is not None:
        return False
    if graph != GRAPH and (there.scheme, there.netloc) == (own.scheme, own.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and port in (None, 443) and host.endswith(_FILE_HOSTS)


def fetch_file(url: str, graph: str, token: str, ports: Ports) -> FetchedMedia | Failure:
    """Bring the file at ``url``, looking at every redirect before following; the token, where
    the host wants one, goes along."""
    for _ in range(_MOST_REDIRECTS + 1):
        if not may_fetch(url, graph):
            return Failure(FailureKind.GIVE_UP, "host", "Berkas berada di luar server Meta.")
        answer = asked(url, token, ports)
        if isinstance(answer, Failure):
            return answer
        if answer.status_code in (301, 302, 303, 307, 308):
            url = urljoin(url, answer.headers.get("location", ""))
            continue
        if answer.status_code == 200:
            mime = answer.headers.get("content-type", "").split(";")[0].strip()
            return FetchedMedia(answer.content, mime[:120])
        return file_failure(answer)
    return Failure(FailureKind.GIVE_UP, "redirects", "Server mengalihkan terlalu sering.")


def asked(url: str, token: str, ports: Ports) -> HttpAnswer | Failure:
    """GET ``url`` with the token; what goes wrong on the way is tried again."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return ports.http.get(url, headers=headers)
    except (Unreachable, NoAnswer):
        return unreached()
    except TooLarge:
        return Failure(FailureKind.GIVE_UP, "size", "Berkas lebih besar dari 100 MB.")


def file_failure(answer: HttpAnswer) -> Failure:
    """Judge a refusal to hand out a file: asking again does no harm here."""
    failure = failure_of_answer(answer)
    if failure.kind == FailureKind.UNSURE:
        return Failure(FailureKind.RETRY, failure.code, failure.advice)
    if answer.status_code in (404, 410):
        return Failure(
            FailureKind.RETRY, failure.code, "Berkas belum atau tidak lagi ada di server Meta."
        )
    return failure
