"""One POST for each act on an entry; each goes back to the entry's page."""

from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.urls import reverse

from tanggap.base.asked import keys_in
from tanggap.base.middleware import StaffRequest
from tanggap.base.pressing import View, button
from tanggap.inbox.models import Message
from tanggap.logbook import actions
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import may_see, visible_to

Act = Callable[[StaffRequest, Entry], str]


def _view(right: str, act: Act, undo: str = "") -> View:
    """Make the view that does ``act`` and says its sentence; ``undo`` names the way back."""
    return button(right, _entry, act, "", _onward, undo=f"logbook:{undo}" if undo else "")


def _entry(request: StaffRequest, entry_id: int) -> Entry:
    return get_object_or_404(visible_to(request.actor), pk=entry_id)


def _onward(request: StaffRequest, entry: Entry) -> str:
    """Return the entry's page, for as long as it may still be seen."""
    if not may_see(request.actor, entry):
        return reverse("workbench:entries")
    return reverse("workbench:entry", args=[entry.pk])


def _keys(request: StaffRequest, name: str) -> list[int]:
    return keys_in(request.POST.getlist(name))


def _cancel(request: StaffRequest, entry: Entry) -> str:
    actions.cancel(request.actor, entry, request.POST.get("alasan", ""))
    return f"Entri {entry.number} dibatalkan. Nomornya tetap di buku."


def _restore(request: StaffRequest, entry: Entry) -> str:
    actions.restore(request.actor, entry)
    return f"Entri {entry.number} dipulihkan."


def _receipt(request: StaffRequest, entry: Entry) -> str:
    actions.give_receipt(request.actor, entry, request.POST.get("cara", "paper"))
    return "Tanda terima dicatat sudah diberikan."


def _ask(request: StaffRequest, entry: Entry) -> str:
    actions.ask_completion(request.actor, entry, request.POST.get("kurang", ""))
    return "Kelengkapan diminta. Batas waktu berhenti sampai pengadu melengkapi."


def _complete(request: StaffRequest, entry: Entry) -> str:
    actions.declare_complete(request.actor, entry)
    return f"Entri {entry.number} dinyatakan lengkap."


def _step(request: StaffRequest, entry: Entry) -> str:
    actions.note_step(request.actor, entry, request.POST.get("catatan", ""))
    return "Tindak lanjut dicatat."


def _close(request: StaffRequest, entry: Entry) -> str:
    actions.close(request.actor, entry, request.POST.get("catatan", ""))
    return f"Entri {entry.number} selesai."


def _reopen(request: StaffRequest, entry: Entry) -> str:
    actions.reopen(request.actor, entry, request.POST.get("catatan", ""))
    return f"Entri {entry.number} dibuka kembali."


def _take_back_closing(request: StaffRequest, entry: Entry) -> str:
    actions.take_back_closing(request.actor, entry)
    return f"Entri {entry.number} belum selesai; semuanya seperti sebelumnya."


def _units(request: StaffRequest, entry: Entry) -> str:
    actions.assign_units(request.actor, entry, _keys(request, "unit"))
    return "Unit terkait disimpan."


def _accused(request: StaffRequest, entry: Entry) -> str:
    substitute = _keys(request, "pengganti")
    actions.name_accused(
        request.actor, entry, _keys(request, "pegawai"), substitute[0] if substitute else None
    )
    return "Disimpan. Pegawai yang diadukan tidak akan menemukan entri ini."


def _hand_over(request: StaffRequest, entry: Entry) -> str:
    actions.hand_over(request.actor, entry, request.POST.get("catatan", ""))
    return "Dicatat sudah diserahkan ke dinas. Cetak lembar penyerahannya."


def _take_out(request: StaffRequest, entry: Entry) -> str:
    keys = _keys(request, "pesan")
    message = get_object_or_404(Message, pk=keys[0] if keys else 0, facility=request.facility)
    actions.take_message_out(request.actor, entry, message)
    return "Pesan dikeluarkan dari entri ini dan kembali ke pemilahan."


cancel = _view("logbook.cancel", _cancel, undo="restore")
restore = _view("logbook.restore", _restore)
receipt = _view("logbook.give_receipt", _receipt)
ask = _view("logbook.ask_completion", _ask)
complete = _view("logbook.declare_complete", _complete)
step = _view("logbook.note_step", _step)
close = _view("logbook.close", _close, undo="take-back-closing")
take_back_closing = _view("logbook.take_back_closing", _take_back_closing)
reopen = _view("logbook.reopen", _reopen)
units = _view("logbook.assign_units", _units)
accused = _view("logbook.name_accused", _accused)
hand_over = _view("logbook.hand_over", _hand_over)
take_out = _view("logbook.take_message_out", _take_out)
