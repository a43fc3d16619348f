"""Every address of the site, asked as somebody, and what came back in comparable words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from django.urls.exceptions import NoReverseMatch

from tests.reading import sheet, words

_MONDAY = date.today() - timedelta(days=date.today().weekday())
_WEEKS = (_MONDAY.isoformat(), (_MONDAY - timedelta(days=7)).isoformat())
SLUGS = {
    **{f"recap:{act}": _WEEKS for act in ("week", "remark", "close", "take-back", "see", "paper")},
    "evidence:pack-taken-out": ("pdf", "zip"),
    "meeting:tool": ("mengapa", "usg", "tulang-ikan"),
    "meeting:plan-tool": ("mengapa",),
    "workbench:entry-paper": ("tanda-terima", "kelengkapan", "penyerahan"),
    "workbench:paper-form": ("telepon",),
    "workbench:paper-form-preview": ("telepon",),
    "gateway:line-add-kind": ("whatsapp", "phone"),
    "workbench:call-back": ("tersambung", "belum", "henti", "lagi"),
    "workbench:intake-line": ("phone",),
    "outreach:leaflet-paper": ("leaflet-a5", "kartu-a5"),
    "outreach:leaflet-small": ("poster-a4",),
    "website:form": ("PKM.PAD",),
    "website:form-of-unit": ("PKM.PAD",),
    "website:question": ("PKM.PAD",),
}
ONLY_POST = 405
"""What an address for forms answers to GET, before it looks at any key: one key is enough."""
NOBODYS = 4_000_000_000_000_000_001


KINDS: Mapping[str, Collection[str]] = {
    "entry_id": {"logbook.entry"},
    "reply": {"reply.reply"},
    "reply_id": {"reply.reply"},
    "dispatch_id": {"gateway.dispatch"},
    "media_id": {"gateway.media"},
    "person_id": {"inbox.person"},
    "plan_id": {"remedy.plan"},
    "meeting_id": {"remedy.meeting"},
    "point_id": {"remedy.meetingpoint"},
    "cause_id": {"remedy.rootcause"},
    "line_id": {"gateway.line"},
    "staff_id": {"base.staff"},
    "unit_id": {"base.unit"},
    **dict.fromkeys(
        ("photo_id", "view_id", "task_id", "number", "device_id", "grant_id",
         "team_id", "day_id", "revision_id", "file_id", "checklist_id", "round_id",
         "proof_id", "check_id", "arrival_id", "record_id", "run_id", "import_id", "opening_id",
         "attendee_id", "quotation_id", "occasion_id", "pack_id", "backup_id"),
        (),
    ),
}  # fmt: skip
"""Whose keys an argument takes; one that is not named here is asked with every key."""


@dataclass(frozen=True)
class Address:
    """A named address and the converters of its arguments, in order."""

    name: str
    arguments: tuple[tuple[str, bool], ...]

    @property
    def takes_keys(self) -> int:
        return sum(is_key for _, is_key in self.arguments)


def every_address(resolver: URLResolver | None = None, space: str = "") -> Iterator[Address]:
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from every_address(part, f"{part.namespace}:" if part.namespace else space)
        elif isinstance(part, URLPattern) and part.name:
            taken = part.pattern.converters.items()
            keys = tuple((name, isinstance(one, IntConverter)) for name, one in taken)
            yield Address(space + part.name, keys)


def fitting(address: Address, rows: Iterable[Model]) -> list[int]:
    """Return the keys to ask ``address`` with: of the kinds it takes, and one of another kind."""
    known = list(rows)
    wanted = {name for name, is_key in address.arguments if is_key}
    if not wanted <= KINDS.keys():
        return [row.pk for row in known]
    kinds = set[str]().union(*(KINDS[name] for name in wanted))
    fit = [row.pk for row in known if row._meta.label_lower in kinds]
    other = [row.pk for row in known if row._meta.label_lower not in kinds]
    return fit + other[:1]


def filled(address: Address, keys: Iterable[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield the address with every one of ``keys`` (in each place) and every usual word."""
    texts = SLUGS.get(address.name, ("tiada",))
    for key in keys if address.takes_keys else (0,):
        for text in texts:
            given = {name: key if is_key else text for name, is_key in address.arguments}
            try:
                yield reverse(address.name, kwargs=given), [key] if address.takes_keys else []
            except NoReverseMatch:
                continue


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def readable(answer: Any) -> str:
    """Return what a person reads in an answer: text of a page, a PDF, a spreadsheet."""
    body, kind = body_of(answer), answer.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        return words(body)
    if "spreadsheetml" in kind:
        rows = sheet(body).iter_rows(values_only=True)
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)
    if kind.startswith("image/"):
        return f"picture {body!r}"
    return body.decode(errors="replace")


_PASSING = [
    (re.compile(r'name="csrfmiddlewaretoken" value="\w+"'), "CSRF"),
    (re.compile(r"hx-headers='[^']*'|\"x-csrftoken\": *\"\w+\"", re.IGNORECASE), "CSRF"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r'name="stempel" value="[^"]+"'), "STAMP"),
    (re.compile(r"sejak=\d+"), "sejak=K"),
    (re.compile(r"<time[^>]*>[^<]*</time>"), "<time>"),
    (re.compile(r'value="\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?"'), "NOW"),
    (re.compile(r"\b\d\d[.:]\d\d\b"), "HH.MM"),
]


def comparable(text: str, own: Iterable[int] = ()) -> str:
    """Return ``text`` without tokens, the passing minute and the keys of its own address."""
    for pattern, word in _PASSING:
        text = pattern.sub(word, text)
    for key in own:
        text = text.replace(str(key), "KEY")
    return text


def seen_by(
    client: Client, rows: Iterable[Model] = (), *, skip: Iterable[str] = ()
) -> Mapping[str, str]:
    """GET every address, with the rows' keys where it takes one: address to what one reads."""
    found, known = {}, list(rows)
    for address in every_address():
        if address.name in skip or (address.takes_keys and not known):
            continue
        for path, own in filled(address, fitting(address, known)):
            answer = client.get(path)
            found[path] = f"{answer.status_code} {comparable(readable(answer), own)}"
            if answer.status_code == ONLY_POST:
                break
    return found
