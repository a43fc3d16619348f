"""What people do about outreach: write down that the public was told, and prove it."""

from tanggap.outreach.actions.log import (
    SocialisationDraft,
    correct_socialisation,
    put_back,
    take_back,
    write_up,
)
from tanggap.outreach.actions.proofs import (
    PROOFS,
    keep_proof,
    let_go_of_removed,
    put_back_proof,
    remove_proof,
)

__all__ = [
    "PROOFS",
    "SocialisationDraft",
    "correct_socialisation",
    "keep_proof",
    "let_go_of_removed",
    "put_back",
    "put_back_proof",
    "remove_proof",
    "take_back",
    "write_up",
]
