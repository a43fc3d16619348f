"""Pages for when something went wrong: each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
    return render(
        request,
        "problem.html",
        {
            "title": "Ada yang tidak berjalan",
            "advice": "Data yang sudah tersimpan tetap aman. Coba sekali lagi; bila tetap "
            "begini, jalankan «tanggap check» dan kirim hasilnya kepada yang merawat aplikasi.",
        },
        status=500,
    )
