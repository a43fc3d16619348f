"""The forms that stand on a page, as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNTYPED = {"hidden", "checkbox", "radio", "submit", "button", "file"}


@dataclass
class PageForm:
    """One form: where it goes, how, and what its fields hold at first."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    @property
    def shape(self) -> tuple[str, ...]:
        """What makes two forms the same: the address without its keys, and the fields."""
        bare = "/".join("#" if part.isdigit() else part for part in self.action.split("/"))
        return (bare.partition("?")[0], self.method, *sorted(self.fields))


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[PageForm] = []
        self.by_id: dict[str, PageForm] = {}
        self._open: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.page
            self._open = PageForm(action, given.get("method", "get").lower())
            self.found.append(self._open)
            self.by_id[given.get("id", "")] = self._open
        form = self.by_id.get(given.get("form", "-"), self._open)
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        if form is None or name == "csrfmiddlewaretoken":
            return
        if tag == "option" and self._select:
            if "selected" in given or not form.fields.get(self._select):
                form.fields[self._select] = given.get("value", "")
        elif name and tag in ("input", "textarea", "button", "select"):
            self._field(form, tag, name, given)

    def _field(self, form: PageForm, tag: str, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if kind == "select":
            form.fields.setdefault(name, "")
        elif kind in ("radio", "checkbox", "button"):
            if "checked" in given or not form.fields.get(name):
                form.fields[name] = given.get("value", "on")
        else:
            form.fields[name] = given.get("value", "")
        if kind not in _UNTYPED and kind != "select":
            form.typed.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""


def forms_on(html: str, page: str) -> Iterator[PageForm]:
    """Yield the forms of the page ``html`` at the address ``page``."""
    reader = _Reader(page)
    reader.feed(html)
    yield from reader.found
