"""Words of e-mail as people wrote them: headers, charsets and HTML, however ill-made.

Python's newer policy stumbles over some headers seen in the wild, so the raw values are
decoded here: a mail that can be read by a person must not be lost for its form.
"""

import codecs
import re
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

from tanggap.channels._json import storable

_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_GAPS = re.compile(r"\n{3,}")
_SILENT = frozenset({"head", "script", "style", "title", "template", "noscript"})
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_LONGEST = 200_000
_LONGEST_HTML = 2_000_000
_ATTRIBUTION = re.compile(
    r"^(pada|on|le|am|el|tanggal|dari|from)\b.{0,300}(menulis|wrote|schrieb|a écrit|escribió)"
    r"\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)


def decoded(content: bytes, charset: str = "") -> str:
    """Return ``content`` as text: in the charset it names, if it holds; then UTF-8, then
    Windows' Western one, which knows every byte."""
    for name in (charset, "utf-8"):
        try:
            return storable(content.decode(codecs.lookup(name.strip("\"' ")).name))
        except (LookupError, ValueError, TypeError):
            continue
    return storable(content.decode("cp1252", "replace"))


def header(mail: "Message[str, str]", name: str) -> str:
    """Return the first header ``name`` in one line, decoded; "" where there is none."""
    raw = raw_header(mail, name)
    if not raw:
        return ""
    try:
        pieces = decode_header(raw)
    except Exception:  # binascii.Error and others, by the version of Python
        return _one_line(raw)
    words = [
        decoded(piece, charset or "") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    ]
    return _one_line("".join(words))


def raw_header(mail: "Message[str, str]", name: str) -> str:
    """Return the header as it stands, with bytes beyond ASCII made text."""
    for found, value in mail.raw_items():
        if found.lower() == name.lower():
            return _one_line(decoded(str(value).encode("utf-8", "surrogateescape")))
    return ""


def _one_line(text: str) -> str:
    return storable(" ".join(text.split()))


def words_of(part: "Message[str, str]") -> str:
    """Return the text of a part, HTML without its tags."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_param("charset") or ""
    text = decoded(content, charset if isinstance(charset, str) else str(charset[2]))
    if part.get_content_type() == "text/html":
        text = text_of_html(text[:_LONGEST_HTML])
    return tidy(text)[:_LONGEST]


def tidy(text: str) -> str:
    """Return ``text`` with even spaces and at most one empty line in a row."""
    lines = [_SPACES.sub(" ", line).strip() for line in storable(text).split("\n")]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def without_quote(text: str) -> str:
    """Return ``text`` without what it quotes at its end; all of it where nothing else stands.

    Only a block of «>» that closes the mail goes, with the line that announces it: our own
    words come back in every answer. Whatever stands between quotes stays.
    """
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    if not any(line.lstrip().startswith(">") for line in lines[end:]):
        return text
    for height in (1, 2, 3):
        if end >= height and _ATTRIBUTION.match("\n".join(lines[end - height : end]).strip()):
            end -= height
            break
    return "\n".join(lines[:end]).strip() or text


def text_of_html(html: str) -> str:
    """Return what a person would read of ``html``; scripts, styles and pictures say nothing."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # html.parser gives up so on some broken declarations
        pass
    return "".join(reader.words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "body":
            self._silent.clear()  # a head that nobody closed must not swallow the mail
        elif tag in _BREAKS:
            self.words.append("\n- " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BREAKS and tag != "br":
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(_SPACES.sub(" ", data.replace("\n", " ")))
