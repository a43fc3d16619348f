"""Reads: what a member of staff waits for at each side, over HTTP, signed in."""

from collections.abc import Callable
from typing import Any

from bench import ours, theirs
from bench.choices import FOLDER, Choices
from bench.figures import median, percentile, times_quicker
from bench.material import COMMON_WORD, RARE_WORD, open_of
from bench.processes import cpu_ms
from bench.spans import month_before
from bench.stores import Filled
from bench.visits import Page, Visitor

Visit = Callable[[], list[Page]]
Measured = dict[str, Any]
_WARM_UP = 2
_MOST_SECONDS = 20.0


def compared(our: Filled, their: Filled, choices: Choices) -> list[Measured]:
    """Return every read at both sides; the servers never run at the same time."""
    our_env, their_env = our.fresh(), their.fresh()
    with ours.served(our_env, choices.port, FOLDER / "ours.log") as pid:
        visits = _our_visits(ours.signed_in(choices.port, "petugas"))
        mine = {name: _timed(visit, choices, pid) for name, visit in visits.items()}
    with theirs.served(their_env, choices.port + 1, FOLDER / "theirs.log") as pid:
        visits = _their_visits(theirs.signed_in(choices.port + 1), their.size)
        other = {name: _timed(visit, choices, pid) for name, visit in visits.items()}
    return [_beside(name, what, mine, other) for name, (what, _, _) in PAIRS.items()]


PAIRS = {
    "home": ("home page", "home", "home"),
    "list": ("list, as it opens", "list", "list"),
    "list-all": ("list of all, newest first", "list", "list-all"),
    "search-rare": ("search, a rare word", "search-rare", "search-rare"),
    "search-common": ("search, a common word", "search-common", "search-common"),
    "entry": ("one entry", "entry", "entry"),
    "month": ("month report on screen", "month", "month"),
    "month-file": ("month report as a file (PDF)", "month-file", "month"),
}
"""Each read: what it is called, and which visit of ours and of theirs are compared."""


def _beside(
    name: str, what: str, mine: dict[str, Measured], other: dict[str, Measured]
) -> Measured:
    _, our_key, their_key = PAIRS[name]
    one, two = mine[our_key], other[their_key]
    ratio = times_quicker(one["p50_ms"], two["p50_ms"])
    return {"key": name, "what": what, "ours": one, "theirs": two, "ratio": round(ratio, 1)}


def _our_visits(who: Visitor) -> dict[str, Visit]:
    newest = _newest_entry(who)
    from_, to = month_before()
    month = f"judul=rekap&dari={from_}&sampai={to}"

    def found(word: str) -> list[Page]:
        return [who.followed(who.post("/buku/cari/", {"kata": word}))]

    return {
        "home": lambda: [who.get("/")],
        "list": lambda: [who.get("/buku/")],
        "search-rare": lambda: found(RARE_WORD),
        "search-common": lambda: found(COMMON_WORD),
        "entry": lambda: [who.get(newest)],
        "month": lambda: [who.get(f"/cetak/?{month}"), who.get(f"/cetak/pratinjau/?{month}")],
        "month-file": lambda: [who.get(f"/cetak/buku/?{month}&bentuk=pdf")],
    }


def _newest_entry(who: Visitor) -> str:
    """Return the address of an answered entry, as the list gives it."""
    page = who.get("/buku/?keadaan=closed").text
    start = page.index('href="/buku/', page.index("<table")) + 6
    return page[start : page.index('"', start)]


def _their_visits(who: Visitor, size: int) -> dict[str, Visit]:
    closed = size - open_of(size)

    def listed(path: str, query: dict[str, Any]) -> list[Page]:
        return [who.get(path), who.get(theirs.data_path(query))]

    def found(word: str) -> list[Page]:
        query = {**theirs.ALL_NEWEST_FIRST, "filtering": {}, "search_string": word}
        return listed(f"/tickets/?q={word}&sort=created&sortreverse=on", query)

    everything = "/tickets/?" + "&".join(f"status={i}" for i in range(1, 6)) + "&sortreverse=on"
    return {
        "home": lambda: [who.get("/dashboard/")],
        "list": lambda: listed("/tickets/", theirs.AS_IT_OPENS),
        "list-all": lambda: listed(everything, theirs.ALL_NEWEST_FIRST),
        "search-rare": lambda: found(RARE_WORD),
        "search-common": lambda: found(COMMON_WORD),
        "entry": lambda: [who.get(f"/tickets/{closed}/")],
        "month": lambda: [who.get("/reports/queuemonth/")],
    }


def _timed(visit: Visit, choices: Choices, pid: int) -> Measured:
    """Visit again and again; slow ones fewer times, never fewer than three."""
    for _ in range(_WARM_UP):
        pages = visit()
    took: list[float] = []
    used = cpu_ms(pid)
    while len(took) < choices.repeats and (len(took) < 3 or sum(took) < _MOST_SECONDS * 1000):
        pages = visit()
        took.append(sum(page.milliseconds for page in pages))
    used = (cpu_ms(pid) - used) / len(took)
    wrong = [page for page in pages if page.status != 200]
    if wrong:
        raise RuntimeError(f"{wrong[0].path} answered {wrong[0].status} {wrong[0].location}")
    return {
        "paths": [page.path.split("/datatables_ticket_list/")[0] or "(its data)" for page in pages],
        "p50_ms": round(median(took), 2),
        "p95_ms": round(percentile(took, 0.95), 2),
        "cpu_ms": round(used, 1),
        "times": len(took),
        "wire_kb": round(sum(page.wire_bytes for page in pages) / 1024, 1),
    }
