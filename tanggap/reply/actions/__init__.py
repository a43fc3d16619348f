"""What is done about answers: written, approved, sent or told, adopted; and the examples."""

from tanggap.reply.actions.approving import approve, discard, return_draft, set_approval
from tanggap.reply.actions.crossing import Crossed, refuse_gone
from tanggap.reply.actions.giving import adopt, mark_given, note_reached, sent_by_hand
from tanggap.reply.actions.notices import ask_by_line, send_receipt
from tanggap.reply.actions.old_answers import keep_old_answers, let_go_of_old_answers
from tanggap.reply.actions.sending import answer_at_once, send, send_again, take_up_again
from tanggap.reply.actions.taking_back import take_back_given, take_back_sent
from tanggap.reply.actions.templates import (
    add_template,
    change_template,
    close_template,
    prepare,
)
from tanggap.reply.actions.writing import draft, redraft

__all__ = [
    "Crossed",
    "add_template",
    "adopt",
    "answer_at_once",
    "approve",
    "ask_by_line",
    "change_template",
    "close_template",
    "discard",
    "draft",
    "keep_old_answers",
    "let_go_of_old_answers",
    "mark_given",
    "note_reached",
    "prepare",
    "redraft",
    "refuse_gone",
    "return_draft",
    "send",
    "send_again",
    "send_receipt",
    "sent_by_hand",
    "set_approval",
    "take_back_given",
    "take_back_sent",
    "take_up_again",
]
