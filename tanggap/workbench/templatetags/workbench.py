"""Small words of the workbench's screens."""

from uuid import uuid4

from django import template
from django.urls import NoReverseMatch, reverse

from tanggap.gateway.models import Media
from tanggap.inbox.models import Message
from tanggap.workbench.queries import STATE_BADGES, STATES
from tanggap.workbench.triage import kind_words

register = template.Library()


@register.filter
def isi_pesan(message: Message) -> str:
    """Say what a message says; one without words says what it is («Stiker»)."""
    if message.revoked_at and not message.text:
        return "Pesan ini dihapus pengirimnya."
    return message.text or message.reaction or kind_words(message)


@register.simple_tag
def fresh_key() -> str:
    """Return a new key for a form that makes something, so that it is made once."""
    return str(uuid4())


@register.simple_tag
def media_address(media: Media) -> str:
    """Return where a file can be looked at; empty where that page is not installed."""
    for name in ("workbench:media", "gateway:media"):
        try:
            return reverse(name, args=[media.pk])
        except NoReverseMatch:
            continue
    return ""


@register.filter
def keadaan(state: str) -> str:
    """Say where an entry stands: «Menunggu jawaban»."""
    return STATES.get(state, state)


@register.filter
def warna_keadaan(state: str) -> str:
    """Return the colour of the badge that says where an entry stands."""
    return STATE_BADGES.get(state, "neutral")
