"""A file as a page or the command line hands it in."""

from uuid import uuid4

from tanggap.base.bringing import Handed
from tanggap.base.brought import keep_file


def handed(content: bytes, name: str) -> Handed:
    """Return ``content`` under ``name``, by a form that was not sent before."""
    return {"form_key": uuid4(), "file_name": name, "keep": lambda: keep_file([content])}
