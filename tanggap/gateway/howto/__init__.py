"""How each channel is set up, step by step: one page a channel, for petugas and technicians.

The pages are Markdown beside this file, so that they are read in the repository and shown by
the product alike, also without internet. What stands in **bold** in them is a word on a screen
of Tanggap; a test holds every one to the screens.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

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
    heading, _, words = page.read_text(encoding="utf-8").partition("\n")
    return HowTo(heading.removeprefix("# ").strip(), str(_MARKDOWN.render(words)))


def _link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Let a link from page to page lead from screen to screen."""
    token = tokens[index]
    target = str(token.attrs.get("href", ""))
    if target.endswith(".md") and "/" not in target:
        token.attrs["href"] = f"../{target.removesuffix('.md')}/"
    return self.renderToken(tokens, index, options, env)


def _wide(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Open a table within what scrolls on a phone."""
    env["tables"] = number = env.get("tables", 0) + 1
    return (
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="Tabel {number}">'
        '<table class="table">'
    )


def _narrow(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>"


def _head_cell(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return '<th scope="col">'


def _code(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Let what is to be typed scroll, also by keyboard."""
    return self.code_block(tokens, index, options, env).replace(
        "<pre>", '<pre tabindex="0" aria-label="Untuk disalin">', 1
    )


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKDOWN.add_render_rule("link_open", _link)
_MARKDOWN.add_render_rule("table_open", _wide)
_MARKDOWN.add_render_rule("table_close", _narrow)
_MARKDOWN.add_render_rule("th_open", _head_cell)
_MARKDOWN.add_render_rule("fence", _code)
