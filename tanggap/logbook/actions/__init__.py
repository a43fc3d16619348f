"""Everything that writes in the register: writing down, its course, its words for the search."""

from tanggap.logbook.actions.course import (
    ask_completion,
    close,
    declare_complete,
    give_receipt,
    hand_over,
    meet,
    note_step,
    reopen,
    take_back_closing,
    unmeet,
    withdraw_stale,
)
from tanggap.logbook.actions.finding import make_findable
from tanggap.logbook.actions.old_book import (
    carry_book,
    drop_book,
    import_book,
    note_old_answers,
    offer_book,
    undo_book,
)
from tanggap.logbook.actions.setting_up import change_promise, lay_in_topics, prepare
from tanggap.logbook.actions.writing import (
    add_message,
    assign_units,
    cancel,
    correct,
    name_accused,
    restore,
    take_message_out,
    write_down,
)
from tanggap.logbook.drafts import EntryDraft

__all__ = [
    "EntryDraft",
    "add_message",
    "ask_completion",
    "assign_units",
    "cancel",
    "carry_book",
    "change_promise",
    "close",
    "correct",
    "declare_complete",
    "drop_book",
    "give_receipt",
    "hand_over",
    "import_book",
    "lay_in_topics",
    "make_findable",
    "meet",
    "name_accused",
    "note_old_answers",
    "note_step",
    "offer_book",
    "prepare",
    "reopen",
    "restore",
    "take_back_closing",
    "take_message_out",
    "undo_book",
    "unmeet",
    "withdraw_stale",
    "write_down",
]
