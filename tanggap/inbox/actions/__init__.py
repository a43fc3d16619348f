"""What inbox writes, by subject; steps to the right import from here."""

from tanggap.inbox.actions.arrivals import let_go_of_sent, note_sent, take_in
from tanggap.inbox.actions.call_backs import (
    give_up_caller,
    miss_caller,
    reach_caller,
    wait_for_caller_again,
)
from tanggap.inbox.actions.calls import (
    carry_calls,
    drop_calls,
    import_calls,
    offer_calls,
    undo_calls,
)
from tanggap.inbox.actions.imports import forecast_import, import_chat
from tanggap.inbox.actions.known_people import forget_people, know_people
from tanggap.inbox.actions.people import keep_apart, merge_people, rename_person, split_people
from tanggap.inbox.actions.slip_photos import (
    keep_slip_photos,
    note_slip_read,
    set_slip_aside,
    take_slip_back,
    type_slip,
)
from tanggap.inbox.actions.slips import print_slips
from tanggap.inbox.actions.sms import carry_sms, drop_sms, import_sms, offer_sms, undo_sms
from tanggap.inbox.actions.sorting import set_aside, sort_out, take_back, unsort
from tanggap.inbox.actions.written import correct_box, open_box, write_in

__all__ = [
    "carry_calls",
    "carry_sms",
    "correct_box",
    "drop_calls",
    "drop_sms",
    "forecast_import",
    "forget_people",
    "give_up_caller",
    "import_calls",
    "import_chat",
    "import_sms",
    "keep_apart",
    "keep_slip_photos",
    "know_people",
    "let_go_of_sent",
    "merge_people",
    "miss_caller",
    "note_sent",
    "note_slip_read",
    "offer_calls",
    "offer_sms",
    "open_box",
    "print_slips",
    "reach_caller",
    "rename_person",
    "set_aside",
    "set_slip_aside",
    "sort_out",
    "split_people",
    "take_back",
    "take_in",
    "take_slip_back",
    "type_slip",
    "undo_calls",
    "undo_sms",
    "unsort",
    "wait_for_caller_again",
    "write_in",
]
