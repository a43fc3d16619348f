"""Small words of the workbench's screens."""

from uuid import uuid4

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from tanggap.gateway.models import Media
from tanggap.inbox.models import Message
from tanggap.workbench.queries import STATE_BADGES, STATES
from tanggap.workbench.triage import kind_words


def isi_pesan(message: Message) -> str:
    """Say what a message says; one without words says what it is («Stiker»)."""
    if message.revoked_at and not message.text:
        return "Pesan ini dihapus pengirimnya."
    if not message.text and hasattr(message, "comment") and message.comment.lacks_words:
        return "Menyebut akun kita; isinya sedang ditanyakan."
    return message.text or message.reaction or kind_words(message)


def keadaan(state: str) -> str:
    """Say where an entry stands: «Menunggu jawaban»."""
    return STATES.get(state, state)


def warna_keadaan(state: str) -> str:
    """Return the colour of the badge that says where an entry stands."""
    return STATE_BADGES.get(state, "neutral")


def patah(number: str) -> SafeString:
    """Let a long register number break after a slash, on a telephone's width."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in number.split("/")))


def ribuan(count: int) -> str:
    """Say a number with dots: «1.000»."""
    return f"{count:,}".replace(",", ".")


def fresh_key() -> str:
    """Return a new key for a form that makes something, so that it is made once."""
    return str(uuid4())


def media_address(media: Media) -> str:
    """Return where a file can be looked at."""
    return reverse("workbench:media", args=[media.pk])


FILTERS = (isi_pesan, keadaan, warna_keadaan, patah, ribuan)
FUNCTIONS = (fresh_key, media_address)
