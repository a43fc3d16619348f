"""What is done with a plan: planned, changed, realised, evaluated, corrected (A-11, A-12)."""

from tanggap.remedy.actions.judging import Correction, Judgement, evaluate, take_back_evaluation
from tanggap.remedy.actions.planning import PlanDraft, cancel, change, plan, restore
from tanggap.remedy.actions.realising import MOST_PROOFS, realise, take_back_realisation

__all__ = [
    "MOST_PROOFS",
    "Correction",
    "Judgement",
    "PlanDraft",
    "cancel",
    "change",
    "evaluate",
    "plan",
    "realise",
    "restore",
    "take_back_evaluation",
    "take_back_realisation",
]
