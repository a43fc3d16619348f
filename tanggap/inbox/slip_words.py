"""What staff are told of a photo, and what stands in a message beside a slip's words."""

from tanggap.inbox.models import SlipPhoto
from tanggap.inbox.slip_shape import WAYS, number_shown

TROUBLES = {
    "empty": "Berkas ini kosong. Foto ulang slipnya.",
    "heic": "Foto HEIC dari iPhone belum dapat dibuka di sini. Di iPhone pilih Setelan › Kamera › "
    "Format › «Paling Kompatibel», lalu foto ulang. Berkas aslinya tetap tersimpan.",
    "no_picture": "Berkas ini bukan foto yang dapat dibuka. Berkasnya tetap tersimpan.",
    "too_large": "Foto ini lebih dari 60 juta piksel, terlalu besar untuk dibuka. Ambil ulang "
    "dengan ukuran lebih kecil; berkas aslinya tetap tersimpan.",
    "broken": "Foto ini terpotong atau rusak. Ambil ulang; berkas aslinya tetap tersimpan.",
    "unread": "Foto ini tidak selesai dibaca. Ketik dari foto aslinya.",
    "two": "Ada lebih dari satu slip di foto ini. Foto satu slip satu kali, supaya nomor dan "
    "centangnya terbaca.",
    "foreign": "Kode di slip ini bukan dari puskesmas Anda.",
    "no_code": "Kode slip tidak terbaca. Ketik dari foto; bila ini slip bernomor, foto ulang "
    "lebih dekat dan terang bila perlu.",
    "other_box": "Slip ini dicetak untuk kotak lain.",
}


def trouble_of(photo: SlipPhoto) -> str:
    """Return what is odd about ``photo`` and what to do; ``""`` where nothing is."""
    return TROUBLES.get(photo.trouble, "")


def name_of(photo: SlipPhoto) -> str:
    """Return what to call it: «Slip No. 00012», or its file's name."""
    if photo.number is not None:
        return f"Slip No. {number_shown(photo.number)}"
    return photo.file_name or "Foto slip"


def text_with_way(text: str, way: str) -> str:
    """Return the slip's words with how its writer wants to be answered below them."""
    return text.strip() + (_wish(way) if way in dict(WAYS) else "")


def words_and_way(text: str) -> tuple[str, str]:
    """Return what :func:`text_with_way` was given."""
    way = next((way for way, _ in WAYS if text.endswith(_wish(way))), "")
    return (text.removesuffix(_wish(way)), way) if way else (text, "")


def _wish(way: str) -> str:
    return f"\n\nIngin dijawab lewat: {dict(WAYS)[way].lower()}."
