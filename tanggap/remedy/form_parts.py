"""What forms of plans and of meetings ask for alike."""

from django import forms

from tanggap.base.acting import Actor
from tanggap.logbook.queries import visible_to


def entries_written(actor: Actor, typed: str) -> list[int]:
    """Return the keys of the entries whose numbers were written, one a line."""
    asked = [line.strip() for line in typed.splitlines()]
    numbers = list(dict.fromkeys(one for one in asked if one))
    found = dict(visible_to(actor).filter(number__in=numbers).values_list("number", "pk"))
    missing = [one for one in numbers if one not in found]
    if missing:
        raise forms.ValidationError(f"Tidak ada di buku: {', '.join(missing[:5])}.")
    return [found[one] for one in numbers]
