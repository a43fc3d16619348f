"""Two people at one entry: what the other wrote meanwhile is never written over unread."""

from tanggap.base.acting import Refused
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import draft_of, mark_of


def refuse_unseen(entry: Entry, seen: str) -> None:
    """Refuse where ``entry`` no longer stands as the page with the mark ``seen`` showed it."""
    held = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if seen and seen != mark_of(draft_of(held)):
        raise Refused(
            "Entri ini diperbaiki orang lain sejak halaman ini dibuka. Isinya yang sekarang "
            "tersimpan ada di bawah: gabungkan bila perlu, lalu simpan lagi."
        )
