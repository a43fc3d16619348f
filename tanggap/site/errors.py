"""Pages for when something went wrong: each says what to do next."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string

from tanggap.base.again import Typed, came_from_here, is_secret, offered_again, typed_in
from tanggap.site.storage_trouble import Trouble, trouble_of

_NEVER_REPEATED = ("code", "kode")  # used once; and nothing secret
_COOKIES = " Bila halaman ini muncul lagi, izinkan kuki untuk alamat ini di setelan peramban."


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has aged (a page left open over night, a sign-in since).

    What was typed is offered again, where the browser says that our own page sent it.
    """
    typed = typed_in(request)
    title = "Halaman ini sudah terlalu lama terbuka"
    cookies = _COOKIES if reason == REASON_NO_CSRF_COOKIE else ""
    if typed is not None and came_from_here(request):
        advice = "Isian ini belum tersimpan, tetapi tidak hilang: periksa sebentar, lalu tekan "
        return offered_again(request, typed, title=title, advice=f"{advice}«Kirim lagi».{cookies}")
    advice = "Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi."
    return _problem(request, title, advice + cookies, 403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read: cut short, far too large, or bent."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return _problem(
        request,
        "Kiriman ini terlalu besar" if is_large else "Kiriman ini tidak terbaca",
        "Belum ada yang tersimpan. Kembali ke halaman sebelumnya, perpendek tulisannya, "
        "lalu kirim lagi; tulisan yang sangat panjang lebih baik dilampirkan sebagai berkas."
        if is_large
        else "Belum ada yang tersimpan. Mungkin sambungannya terputus: kembali ke halaman "
        "sebelumnya, lalu kirim lagi.",
        400,
    )


def wrong_way(request: HttpRequest) -> HttpResponse:
    """Answer an address that only a button opens, typed or reloaded as a page."""
    return _problem(
        request,
        "Alamat ini bukan halaman",
        "Alamat ini dipakai oleh sebuah tombol. Kembali ke halaman sebelumnya dan tekan "
        "tombolnya di sana; belum ada yang berubah.",
        405,
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        "Peran Anda tidak membuka halaman ini",
        str(exception) or "Minta admin memeriksa peran Anda bila ini keliru.",
        403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        "Halaman tidak ditemukan",
        "Alamatnya keliru, atau datanya tidak terbuka untuk Anda.",
        404,
    )


def out_of_bounds(request: HttpRequest) -> HttpResponse:
    """Answer a number or a day that no database can keep."""
    return _problem(
        request,
        "Angka atau tanggal itu di luar jangkauan",
        "Kembali ke halaman sebelumnya, periksa angka dan tanggalnya, lalu kirim "
        "lagi. Belum ada yang tersimpan.",
        400,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw, and what the disk or the database would not take.

    Rendered without asking the database for anything: it may be the very thing that fails.
    """
    trouble = trouble_of(sys.exception())
    if trouble is None:
        words = Trouble(
            "Ada yang tidak berjalan",
            "Data yang sudah tersimpan tetap aman. Coba sekali lagi; bila tetap begini, "
            "jalankan «tanggap check» dan kirim hasilnya kepada yang merawat aplikasi.",
        )
        return HttpResponse(_page(words, {"typed": _typed(request)}), status=500)
    answer = HttpResponse(_page(trouble, {"again": _sent(request)}), status=503)
    answer["Retry-After"] = "60"
    return answer


def _page(words: Trouble, more: dict[str, object]) -> str:
    return render_to_string("problem.html", {"title": words.title, "advice": words.advice, **more})


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the form held, so that one press sends it again and nothing is typed twice.

    The form's own key goes along: what was saved after all is not saved a second time.
    Nothing is offered where a file or a password was among it.
    """
    try:
        if request.method != "POST" or request.FILES:
            return []
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # the body itself could not be taken in
        return []
    names = [name.lower() for name, _ in fields if name != "csrfmiddlewaretoken"]
    if any(is_secret(name) or any(one in name for one in _NEVER_REPEATED) for name in names):
        return []
    return fields


def _problem(request: HttpRequest, title: str, advice: str, status: int) -> HttpResponse:
    """Say what went wrong and what to do; what was typed is handed back to be copied."""
    words = {"title": title, "advice": advice, "typed": _typed(request)}
    return render(request, "problem.html", words, status=status)


def _typed(request: HttpRequest) -> Typed | None:
    try:
        return typed_in(request)
    except Exception:  # what cannot be read is the very trouble that is being told
        return None
