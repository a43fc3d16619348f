"""The book as a list: found, narrowed, paged by place, saved as a view."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tanggap.base.access import may
from tanggap.base.acting import Refused
from tanggap.base.actions import drop_view, save_view
from tanggap.base.middleware import StaffRequest
from tanggap.base.models import SavedView
from tanggap.logbook.models import Entry
from tanggap.logbook.queries import find, may_see_identity, visible_to
from tanggap.workbench import queries
from tanggap.workbench.filters import (
    Choices,
    Filters,
    choices_for,
    narrowed,
    page_of,
    place,
    read_filters,
)
from tanggap.workbench.list_forms import SearchForm, ViewForm, offered

SCREEN = "entries"
_WORDS = "entry_words"  # the session keeps what was searched for, the address never does


@may("look.entries")
@require_GET
def entries(request: StaffRequest) -> HttpResponse:
    """Show the book: ``?cari=1`` says that the words kept in the session hold."""
    choices = choices_for(request.actor.facility_id)
    filters = read_filters(request.GET, choices)
    words = str(request.session.get(_WORDS, "")) if request.GET.get("cari") else ""
    found = find(request.actor, words) if words else visible_to(request.actor)
    views, now = saved_views(request), timezone.now()
    page = page_of(
        narrowed(found, filters, request.actor, now), place(request.GET.get("sesudah", "")), now
    )
    return render(
        request,
        "workbench/entries.html",
        {
            "page": page,
            "rows": rows_of(page.entries, choices),
            "can_export": request.actor.may("look.export"),
            "can_write": request.actor.may("logbook.write_down"),
            "filters": filters,
            "words": words,
            "offered": offered(choices, filters),
            "search": SearchForm(initial={"kata": words}),
            "this_view": next((v for v in views if v.query == filters.query), None),
            "view_form": ViewForm(initial={"query": filters.query}),
            "chips": chips(filters, choices, bool(words)),
            "tabs": tabs(request, filters, bool(words)),
            "views": views,
            "next_url": address(filters, bool(words), page.next_place) if page.next_place else "",
            "first_url": address(filters, bool(words)),
            "knows": may_see_identity(request.actor),
        },
    )


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    entry: Entry
    badge: str
    state: str
    line: str
    units: list[str]


def rows_of(entries: list[Entry], choices: Choices) -> list[Row]:
    """Return the lines of a page; what they are called stands in the choices already."""
    lines, units = dict(choices.by_name["saluran"]), dict(choices.by_name["unit"])
    given_to = queries.units_of(entries)
    return [
        Row(
            entry,
            *queries.badge_of(entry),
            lines.get(str(entry.line_id), ""),
            [units[str(key)] for key in given_to[entry.pk] if str(key) in units],
        )
        for entry in entries
    ]


def address(filters: Filters, with_words: bool, after: str = "") -> str:
    """Return the list's address with these filters; words are only said to hold."""
    more = urlencode({k: v for k, v in (("cari", "1" * with_words), ("sesudah", after)) if v})
    query = "&".join(part for part in (filters.query, more) if part)
    return reverse("workbench:entries") + (f"?{query}" if query else "")


def chips(filters: Filters, choices: Choices, with_words: bool) -> list[tuple[str, str]]:
    """Return each filter in force, as ``(words, address without it)``."""
    return [
        (choices.label(name, value), address(filters.without(name), with_words))
        for name, value in filters.as_dict.items()
    ]


def tabs(request: StaffRequest, filters: Filters, with_words: bool) -> list[tuple[str, str, bool]]:
    """Return the usual ways to look at the book: ``(label, address, is here)``."""
    usual = [
        ("Semua", Filters()),
        ("Menunggu saya", Filters(untuk="menunggu")),
        ("Lewat waktu", Filters(lewat="1")),
        ("Belum selesai", Filters(keadaan="open")),
    ]
    return [
        (label, address(wanted, False), wanted == filters and not with_words)
        for label, wanted in usual
    ]


def saved_views(request: StaffRequest) -> list[SavedView]:
    return list(SavedView.objects.filter(staff=request.user, screen=SCREEN))


@may("look.entries")
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """Take the words by POST and go back to the list, filters kept."""
    form = SearchForm(request.POST)
    words = form.cleaned_data["kata"] if form.is_valid() else ""
    request.session[_WORDS] = words
    filters = read_filters(request.GET, choices_for(request.actor.facility_id))
    return redirect(address(filters, bool(words)))


@may("base.save_view")
@require_POST
def keep_view(request: StaffRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    form = ViewForm(request.POST)
    choices = choices_for(request.actor.facility_id)
    filters = read_filters(request.GET, choices)
    if not form.is_valid():
        messages.error(request, "Beri nama tampilan ini, paling panjang 60 huruf.")
    elif not filters.count:
        messages.error(request, "Pilih dulu saringan yang mau disimpan.")
    else:
        try:
            save_view(
                request.actor,
                screen=SCREEN,
                name=form.cleaned_data["name"],
                query=filters.query,
            )
            messages.success(request, f"Tampilan «{form.cleaned_data['name']}» disimpan.")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect(address(filters, False))


@may("base.save_view")
@require_POST
def forget_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """Forget one of one's own views; its filters stay in force."""
    view = get_object_or_404(SavedView, pk=view_id, staff=request.user, screen=SCREEN)
    query, name = view.query, view.name
    drop_view(request.actor, view)
    messages.success(request, f"Tampilan «{name}» dihapus.")
    return redirect(reverse("workbench:entries") + f"?{query}")
