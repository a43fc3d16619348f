"""What people do with lines and with what leaves and comes by them."""

from tanggap.gateway.actions.arrived import (
    keep_form,
    keep_media,
    let_go_of_media,
    retry_arrival,
    take_out_raw,
)
from tanggap.gateway.actions.leaving import done_by_hand, doubt_what_waited, give_up, send
from tanggap.gateway.actions.lines import (
    change_line,
    close_line,
    open_line,
    reopen_line,
    take_setup_file,
    try_line_again,
)
from tanggap.gateway.reading import expect_media

__all__ = [
    "change_line",
    "close_line",
    "done_by_hand",
    "doubt_what_waited",
    "expect_media",
    "give_up",
    "keep_form",
    "keep_media",
    "let_go_of_media",
    "open_line",
    "reopen_line",
    "retry_arrival",
    "send",
    "take_out_raw",
    "take_setup_file",
    "try_line_again",
]
