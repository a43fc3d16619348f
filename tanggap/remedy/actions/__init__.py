"""What is done with a plan: planned, changed, realised, evaluated, corrected (A-11, A-12)."""

from tanggap.remedy.actions.answering import (
    AnsweringWords,
    discard_answers,
    post_board,
    prepare_answers,
    send_answers,
)
from tanggap.remedy.actions.judging import Correction, Judgement, evaluate, take_back_evaluation
from tanggap.remedy.actions.planning import PlanDraft, cancel, change, plan, restore
from tanggap.remedy.actions.realising import MOST_PROOFS, realise, take_back_realisation
from tanggap.remedy.actions.reporting import (
    receive_report,
    report,
    take_back_receipt,
    take_back_report,
)
from tanggap.remedy.actions.topics import choose_topics

__all__ = [
    "MOST_PROOFS",
    "AnsweringWords",
    "Correction",
    "Judgement",
    "PlanDraft",
    "cancel",
    "change",
    "choose_topics",
    "discard_answers",
    "evaluate",
    "plan",
    "post_board",
    "prepare_answers",
    "realise",
    "receive_report",
    "report",
    "restore",
    "send_answers",
    "take_back_evaluation",
    "take_back_realisation",
    "take_back_receipt",
    "take_back_report",
]
