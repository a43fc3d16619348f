"""How each channel is set up, step by step: one page a channel, for petugas and technicians.

The pages are Markdown beside this file, so that they are read in the repository and shown by
the product alike, also without internet. What stands in **bold** in them is a word on a screen
of Tanggap; a test holds every one to the screens.
"""

import functools
from dataclasses import dataclass
from importlib import resources

REACHED = "internet"
"""The page that belongs to no channel: how an office connection is reached from outside."""


@dataclass(frozen=True)
class HowTo:
    """One page: its heading, and what stands below it as HTML."""

    title: str
    html: str


@functools.cache
def howto(name: str) -> HowTo | None:
    """Return the page of a kind of channel (or :data:`REACHED`); ``None`` where there is none."""
    if not name.replace("_", "").isalnum():
        return None
    page = resources.files(__name__).joinpath(f"{name}.md")
    if not page.is_file():
        return None
    from tanggap.gateway.howto.setting import MARKDOWN  # 5 MB, where a page is asked for

    heading, _, words = page.read_text(encoding="utf-8").partition("\n")
    return HowTo(heading.removeprefix("# ").strip(), str(MARKDOWN.render(words)))
