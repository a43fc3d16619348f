"""The receipt of a report: number and word (UU 25/2009 art. 44(2))."""

from dataclasses import dataclass

from tanggap.website.models import WebReport
from tanggap.website.secrets import hash_of, secret_of


@dataclass(frozen=True)
class Receipt:
    """What the person takes home. ``secret`` is empty where this site's key has changed."""

    report: WebReport
    secret: str


def receipt_of(report: WebReport) -> Receipt:
    """Return the receipt of ``report``, with its word where it can still be made."""
    secret = secret_of(report.form_key)
    return Receipt(report, secret if hash_of(secret) == report.secret_hash else "")
