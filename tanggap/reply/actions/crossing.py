"""Two people at one answer: what the other wrote or sent meanwhile is never passed over unread."""

from tanggap.base.acting import Refused
from tanggap.base.asked import key_in
from tanggap.logbook.models import Entry
from tanggap.reply.models import Reply
from tanggap.reply.queries import newest_answer

_CHANGED = (
    "Konsep ini diubah rekan Anda sejak halaman ini dibuka. Yang sekarang tersimpan ada di bawah: "
    "gabungkan bila perlu, lalu simpan lagi."
)
_RETURNED = (
    "Konsep ini dikembalikan dengan catatan sejak halaman ini dibuka. Catatannya ada di bawah: "
    "perbaiki bila perlu, lalu simpan lagi."
)
_SENT = (
    "Jawaban ini sudah dikirim rekan Anda sejak halaman ini dibuka, dan yang Anda ketik belum "
    "disimpan. Bila tetap perlu, simpan lagi: menjadi jawaban tambahan."
)
_DISCARDED = (
    "Konsep ini dibuang rekan Anda sejak halaman ini dibuka, dan yang Anda ketik belum disimpan. "
    "Bila tetap perlu, simpan lagi: menjadi konsep baru."
)
_ANOTHER = (
    "Rekan Anda menulis jawaban lain untuk entri ini sejak halaman ini dibuka, dan yang Anda ketik "
    "belum disimpan. Bila tetap perlu, simpan lagi: menjadi jawaban tambahan."
)


class Crossed(Refused):
    """Somebody else came first; ``kept`` is the answer as it stands now, for the page to show."""

    def __init__(self, sentence: str, kept: Reply) -> None:
        super().__init__(sentence)
        self.kept = kept


def refuse_unseen(held: Reply, seen: str, wording_mark: str) -> None:
    """Refuse where ``held`` no longer stands as the page with the mark ``seen`` showed it.

    Where it already says what is to be kept (a double click, two of one mind) nothing of
    anybody's would be lost.
    """
    if not seen or seen == held.standing_mark:
        return
    if held.released_at or held.discarded_at:
        refuse_gone(held)
    if held.return_note:
        raise Crossed(_RETURNED, held)
    if wording_mark != held.wording_mark:
        raise Crossed(_CHANGED, held)


def refuse_gone(gone: Reply) -> None:
    """Refuse words meant for ``gone``, which a colleague sent or threw away meanwhile."""
    if gone.discarded_at:
        raise Crossed(_DISCARDED, gone)
    raise Crossed(_SENT, gone)


def refuse_another(entry: Entry, seen: str) -> None:
    """Refuse a new answer where one came to ``entry`` after the page with ``seen`` was opened."""
    known = key_in(seen)
    if known is None:
        return
    Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)  # one after the other
    newest = newest_answer(entry)
    if newest is not None and newest.pk > known:  # keys are in the order of time
        raise Crossed(_ANOTHER, newest)
