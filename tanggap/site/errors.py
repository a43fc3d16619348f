"""Pages for when something went wrong: each says what to do next."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tanggap.site.storage_trouble import Trouble, trouble_of

_NEVER_REPEATED = ("password", "sandi", "code", "kode", "token")  # csrfmiddlewaretoken apart


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has aged (a page left open over night)."""
    return render(
        request,
        "problem.html",
        {
            "title": "Halaman ini sudah terlalu lama terbuka",
            "advice": "Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi. "
            "Tulisan Anda masih ada di halaman itu.",
        },
        status=403,
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request,
        "problem.html",
        {
            "title": "Peran Anda tidak membuka halaman ini",
            "advice": str(exception) or "Minta admin memeriksa peran Anda bila ini keliru.",
        },
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request,
        "problem.html",
        {
            "title": "Halaman tidak ditemukan",
            "advice": "Alamatnya keliru, atau datanya tidak terbuka untuk Anda.",
        },
        status=404,
    )


def out_of_bounds(request: HttpRequest) -> HttpResponse:
    """Answer a number or a day that no database can keep."""
    return render(
        request,
        "problem.html",
        {
            "title": "Angka atau tanggal itu di luar jangkauan",
            "advice": "Kembali ke halaman sebelumnya, periksa angka dan tanggalnya, lalu kirim "
            "lagi. Belum ada yang tersimpan.",
        },
        status=400,
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
        return HttpResponse(_page(words, {}), status=500)
    answer = HttpResponse(_page(trouble, {"again": _typed(request)}), status=503)
    answer["Retry-After"] = "60"
    return answer


def _page(words: Trouble, more: dict[str, object]) -> str:
    return render_to_string("problem.html", {"title": words.title, "advice": words.advice, **more})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
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
    if any(part in name for name in names for part in _NEVER_REPEATED):
        return []
    return fields
