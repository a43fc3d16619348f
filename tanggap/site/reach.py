"""Can the providers reach us? Asked by going out and coming back in by the public address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tanggap.gateway.models import Line
from tanggap.gateway.outside import ask
from tanggap.gateway.queries import channel_of
from tanggap.site.finding import Finding
from tanggap.site.probe import SIGNER

_HOW = "Lihat docs/channels/README.md: «Being reached from behind an office connection»."


def findings(public_url: str) -> Iterator[Finding]:
    """Yield what stands between the providers' hooks and this site."""
    hooked = [
        line for line in Line.objects.filter(active_to=None) if channel_of(line).abilities.has_hook
    ]
    if not public_url:
        if hooked:
            yield Finding(
                "warn", "TANGGAP_PUBLIC_URL belum diisi; penyedia tidak dapat mengirim pesan.", _HOW
            )
        return
    if urlsplit(public_url).scheme != "https":
        yield Finding("bad", "TANGGAP_PUBLIC_URL harus https://.", _HOW)
    answer = ask(f"{public_url}/periksa/?kode={SIGNER.sign('probe')}")
    if answer is None or not answer.get("tanggap"):
        yield Finding(
            "bad",
            f"{public_url} tidak sampai ke Tanggap ini.",
            "Pastikan «tanggap serve» berjalan dan penerus meneruskan ke alamatnya. " + _HOW,
        )
        return
    yield from _of_the_proxy(answer, public_url)


def _of_the_proxy(answer: dict[str, object], public_url: str) -> Iterator[Finding]:
    if answer["through_proxy"] and not answer["trusts_proxy"]:
        yield Finding(
            "warn",
            "Permintaan lewat penerus, tetapi TANGGAP_TRUSTED_PROXY kosong.",
            "Isi dengan alamat penerus, mis. 127.0.0.1.",
        )
    elif urlsplit(public_url).scheme == "https" and not answer["secure"]:
        yield Finding(
            "warn",
            "Penerus tidak memberi X-Forwarded-Proto: https.",
            "Tambahkan header itu pada penerus.",
        )
    else:
        yield Finding("good", f"{public_url} sampai ke Tanggap ini.")
