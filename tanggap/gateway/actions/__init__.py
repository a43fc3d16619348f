"""What people do with lines and with what leaves and comes by them."""

from tanggap.gateway.actions.arrived import (
    keep_form,
    keep_media,
    let_go_of_media,
    retry_arrival,
    take_out_raw,
)
from tanggap.gateway.actions.checking import Found, check_lines, take_back_check
from tanggap.gateway.actions.leaving import (
    done_by_hand,
    doubt_what_waited,
    follow,
    give_up,
    send,
    try_again,
    wait_by_hand_again,
)
from tanggap.gateway.actions.lines import (
    change_line,
    close_line,
    open_line,
    reopen_line,
    take_setup_file,
    try_line_again,
)
from tanggap.gateway.actions.proving import drop_proof, prove_line
from tanggap.gateway.actions.shelf import EVERY, Shelf, keep_upload
from tanggap.gateway.reading import expect_media

__all__ = [
    "EVERY",
    "Found",
    "Shelf",
    "change_line",
    "check_lines",
    "close_line",
    "done_by_hand",
    "doubt_what_waited",
    "drop_proof",
    "expect_media",
    "follow",
    "give_up",
    "keep_form",
    "keep_media",
    "keep_upload",
    "let_go_of_media",
    "open_line",
    "prove_line",
    "reopen_line",
    "retry_arrival",
    "send",
    "take_back_check",
    "take_out_raw",
    "take_setup_file",
    "try_again",
    "try_line_again",
    "wait_by_hand_again",
]
