"""What people do with governing documents and daftar tilik."""

from tanggap.procedures.actions.checking import (
    Look,
    RoundDraft,
    change_checklist,
    make_checklist,
    note_round,
    take_back_round,
    take_up_round,
)
from tanggap.procedures.actions.drafting import (
    ChangeDraft,
    Content,
    StepDraft,
    begin_revision,
    drop_draft,
    take_up_draft,
    write_sop,
)
from tanggap.procedures.actions.enacting import (
    enact,
    revoke,
    take_back_enactment,
    take_back_revocation,
)
from tanggap.procedures.actions.filing import drop_file, keep_file
from tanggap.procedures.actions.registering import Head, change_head, register
from tanggap.procedures.actions.sampling import start_from_sample

__all__ = [
    "ChangeDraft",
    "Content",
    "Head",
    "Look",
    "RoundDraft",
    "StepDraft",
    "begin_revision",
    "change_checklist",
    "change_head",
    "drop_draft",
    "drop_file",
    "enact",
    "keep_file",
    "make_checklist",
    "note_round",
    "register",
    "revoke",
    "start_from_sample",
    "take_back_enactment",
    "take_back_revocation",
    "take_back_round",
    "take_up_draft",
    "take_up_round",
    "write_sop",
]
