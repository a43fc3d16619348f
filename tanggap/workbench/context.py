"""What every page needs to know: who looks, at which health centre, and where one can go."""

from dataclasses import dataclass
from functools import lru_cache, partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from tanggap.base.acting import Actor
from tanggap.inbox.models import Message
from tanggap.workbench import triage


@dataclass(frozen=True)
class Place:
    """One destination of the navigation."""

    name: str
    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class PlaceGroup:
    label: str
    places: list[Place]


WRITING = "Tulis yang masuk"
GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Pekerjaan hari ini",
        (
            ("workbench:home", "Beranda", ""),
            ("workbench:triage", "Pilah pesan", "look.inbox"),
            ("workbench:entries", "Buku umpan balik", "look.entries"),
            ("reply:approvals", "Persetujuan", "reply.approve"),
            ("reply:hand-tasks", "Kirim lewat HP", "gateway.done_by_hand"),
        ),
    ),
    (
        WRITING,
        (
            ("workbench:phone", "Telepon", "inbox.write_in"),
            ("workbench:walk-in", "Datang langsung", "inbox.write_in"),
            ("workbench:letter", "Surat", "inbox.write_in"),
            ("inbox:box", "Kotak saran", "inbox.open_box"),
            ("inbox:import", "Impor", "inbox.import_chat"),
        ),
    ),
    (
        "Rekap dan mutu",
        (
            ("rhythm:year", "Kalender", "look.rhythm"),
            ("recap:weeks", "Rekap mingguan", "look.recaps"),
            ("analysis:month", "Analisis bulanan", "look.analysis"),
            ("meeting:meetings", "Pertemuan bulanan", "look.meetings"),
            ("remedy:plans", "Tindak lanjut (RTL)", "look.plans"),
            ("outreach:log", "Sosialisasi", "look.outreach"),
            ("procedures:documents", "Dokumen", "look.documents"),
            ("procedures:checklists", "Daftar tilik", "look.checklists"),
            ("evidence:page", "Bukti akreditasi", "look.evidence"),
        ),
    ),
    (
        "Puskesmas",
        (
            ("workbench:papers", "Cetak", "look.papers"),
            ("workbench:export", "Ekspor", "look.export"),
            ("reply:templates", "Contoh jawaban", "reply.change_template"),
            ("gateway:lines", "Saluran", "look.lines"),
            ("base:settings", "Setelan", "look.settings"),
            ("base:history", "Riwayat", "look.history"),
        ),
    ),
)


@lru_cache
def address_of(name: str) -> str:
    """Return the address called ``name``; empty where that part is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation(request: HttpRequest, actor: Actor) -> list[PlaceGroup]:
    """Return where this actor can go, grouped as the work is."""
    match = request.resolver_match
    here = match.view_name if match else ""
    groups = []
    for label, rows in GROUPS:
        places = [
            Place(name, words, address_of(name), name == here)
            for name, words, right in rows
            if address_of(name) and (not right or actor.may(right))
        ]
        if places:
            groups.append(PlaceGroup(label, places))
    return groups


SHORT = {
    "workbench:home": "Beranda",
    "workbench:triage": "Pilah",
    "workbench:entries": "Buku",
    "workbench:phone": "Tulis",
    "reply:approvals": "Setujui",
    "workbench:papers": "Cetak",
    "gateway:lines": "Saluran",
    "base:settings": "Setelan",
    "base:history": "Riwayat",
}


def main_places(groups: list[PlaceGroup]) -> list[Place]:
    """Return the four places of the bar at a telephone's lower edge, as far as open."""
    found = {place.name: place for group in groups for place in group.places}
    return [
        Place(name, words, found[name].url, found[name].is_here)
        for name, words in SHORT.items()
        if name in found
    ][:4]


def write_places(groups: list[PlaceGroup]) -> list[Place]:
    """Return where this actor may write down what did not come in by itself."""
    return [place for group in groups if group.label == WRITING for place in group.places]


def latest_message(actor: Actor) -> int:
    """Return the key of the newest message that came in: what the pulse compares with."""
    newest = Message.objects.filter(
        facility_id=actor.facility_id, direction=Message.Direction.IN
    ).order_by("-id")
    return newest.values_list("pk", flat=True).first() or 0


def waiting_words(actor: Actor) -> str:
    """Return how many messages wait, for the navigation: «7», «99+», or nothing."""
    count = triage.waiting_count(actor) if actor.may("look.inbox") else 0
    return "99+" if count > 99 else str(count or "")


def page(request: HttpRequest) -> dict[str, object]:
    actor: Actor | None = getattr(request, "actor", None)
    facility = getattr(request, "facility", None)
    if actor is None or facility is None:
        return {"actor": None, "facility": None}
    groups = SimpleLazyObject(partial(navigation, request, actor))
    return {
        "actor": actor,
        "facility": facility,
        "navigation": groups,
        "waiting_count": SimpleLazyObject(partial(waiting_words, actor)),
        "newest_message": SimpleLazyObject(partial(latest_message, actor)),
        "write_places": SimpleLazyObject(lambda: write_places(list(groups))),
        "main_places": SimpleLazyObject(lambda: main_places(list(groups))),
    }
