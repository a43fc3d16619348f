"""What inbox writes, by subject; steps to the right import from here."""

from tanggap.inbox.actions.arrivals import note_sent, take_in
from tanggap.inbox.actions.imports import forecast_import, import_chat
from tanggap.inbox.actions.people import merge_people, rename_person, split_people
from tanggap.inbox.actions.sorting import set_aside, sort_out, take_back, unsort
from tanggap.inbox.actions.written import correct_box, open_box, write_in

__all__ = [
    "correct_box",
    "forecast_import",
    "import_chat",
    "merge_people",
    "note_sent",
    "open_box",
    "rename_person",
    "set_aside",
    "sort_out",
    "split_people",
    "take_back",
    "take_in",
    "unsort",
    "write_in",
]
