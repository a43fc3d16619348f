"""Small words of the public's pages."""

from tanggap.website.rules import in_groups


def kelompok(text: str, size: int) -> str:
    """Write a number or word in groups, for copying by hand."""
    return in_groups(text, size)


FILTERS = (kelompok,)
FUNCTIONS = ()
