"""Whatever stands in a call of Facebook or Instagram: it is read, and nothing else is harmed."""

import json
import random
from typing import Any

import pytest
from django.utils import timezone

from tanggap.gateway.models import Arrival
from tanggap.inbox.jobs import read_arrivals
from tests.channels.recorded_social import BY_KIND
from tests.people import Puskesmas

ODD: list[Any] = [
    None, "", "\0nol", "\ud800", "x" * 5000, "\u202e" * 300, 10**400, -1, 1e308, True, [], {},
    [[[]]], {"id": {"id": []}}, "https://[::1", "2026-13-45", 253402300800000,
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within ``value``."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(
        value, list) else []  # fmt: skip
    found = [path] if path else []
    for key, inner in pairs:
        found += places(inner, (*path, key))
    return found


def spoiled(whole: Any, dice: random.Random) -> bytes:
    """Return ``whole`` with odd values in one or two places; its own shape stays."""
    bent = json.loads(json.dumps(whole))
    for _ in range(dice.choice([1, 1, 2])):
        *way, last = dice.choice(places(bent))
        holder = bent
        for step in way:
            holder = holder[step]
        holder[last] = dice.choice(ODD)
    return json.dumps(bent).encode()


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_no_odd_value_makes_a_call_fail_in_reading(padaherang: Puskesmas, kind: str) -> None:
    dice = random.Random(7)
    recorded = BY_KIND[kind]
    line = padaherang.line(kind, **recorded[0].settings)
    now = timezone.now()
    bodies = [spoiled(json.loads(dice.choice(recorded).request.body), dice) for _ in range(120)]
    Arrival.objects.bulk_create(
        Arrival(facility=padaherang.facility, line=line, received_at=now, method="POST",
                query="", headers={}, body=body)
        for body in bodies
    )  # fmt: skip
    while read_arrivals(timezone.now()):
        pass
    assert not Arrival.objects.filter(state=Arrival.State.NEW).exists()
    failed = Arrival.objects.filter(trouble__contains="(").exclude(trouble__contains="akun lain")
    assert list(failed.values_list("trouble", "body")) == []
