"""How the Markdown of a how-to page becomes HTML that fits a phone and a keyboard."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


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


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
MARKDOWN.add_render_rule("link_open", _link)
MARKDOWN.add_render_rule("table_open", _wide)
MARKDOWN.add_render_rule("table_close", _narrow)
MARKDOWN.add_render_rule("th_open", _head_cell)
MARKDOWN.add_render_rule("fence", _code)
