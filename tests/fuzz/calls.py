"""Calls of WhatsApp's hook: recorded bodies, bent at random places."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.odd import spoiled, values, written

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
_OWN = sorted((FIXTURES / "own/meta").glob("wac-*.json"))
BODIES = [p.read_bytes() for p in [*_OWN, *sorted((FIXTURES / "meta-openapi/webhooks").glob("*"))]]
_SEEDS = [json.loads(body) for body in BODIES]
GOOD_KEY = "wamid.SESUDAHNYA"
GOOD = {
    "id": "1",
    "changes": [
        {
            "field": "messages",
            "value": {
                "messaging_product": "whatsapp",
                "messages": [
                    {
                        "from": "6281234567890",
                        "id": GOOD_KEY,
                        "timestamp": "1779000000",
                        "type": "text",
                        "text": {"body": "Antre lama"},
                    }
                ],
            },
        }
    ],
}
Place = tuple[Any, Any]


def _places(value: Any) -> Iterator[Place]:
    """Yield every container in ``value`` with each of its keys or indexes."""
    inside: Any = ()
    if isinstance(value, dict):
        inside = list(value)
    elif isinstance(value, list):
        inside = range(min(len(value), 30))
    for key in inside:
        yield value, key
        yield from _places(value[key])


@st.composite
def trees(draw: Any) -> Any:
    """Return a recorded body with up to six of its parts bent."""
    whole = copy.deepcopy(draw(st.sampled_from(_SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        places = list(_places(whole))
        if not places:
            break
        box, key = places[draw(st.integers(0, len(places) - 1))]
        _bend(draw, box, key)
    return whole


def _bend(draw: Any, box: Any, key: Any) -> None:
    match draw(st.integers(0, 6)):
        case 0 | 1:
            box[key] = draw(values())
        case 2 if isinstance(box, dict):
            del box[key]
        case 3:
            box[key] = [box[key]]
        case 4:
            other = list(_places(copy.deepcopy(draw(st.sampled_from(_SEEDS)))))
            there, name = other[draw(st.integers(0, len(other) - 1))]
            box[key if isinstance(box, list) else name] = there[name]
        case 5 if isinstance(box, list):
            box.extend(copy.deepcopy(box[key]) for _ in range(draw(st.integers(1, 12))))
        case _ if isinstance(box, dict):
            box[str(draw(values()))[:50]] = box[key]


def with_a_good_one(tree: Any) -> Any:
    """Return ``tree`` with one more entry that any reader must find, where it can hold one."""
    if isinstance(tree, dict) and isinstance(tree.get("entry"), list):
        return {**tree, "entry": [*tree["entry"], copy.deepcopy(GOOD)]}
    return tree


@st.composite
def bodies(draw: Any) -> bytes:
    """Return the bytes of one call: a bent tree, sometimes with its bytes spoiled too."""
    content = written(with_a_good_one(draw(trees())))
    return spoiled(draw, content) if draw(st.integers(0, 3)) == 0 else content


def items_in(body: bytes) -> int:
    """Count the items that a call holds by a plain look: each must become an event."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return 0
    found = 0
    for entry in _list(_get(whole, "entry")):
        for change in _list(_get(entry, "changes")):
            value = _get(change, "value")
            meta = _get(_get(value, "metadata"), "phone_number_id")
            if meta in (None, ""):
                found += sum(
                    len(_list(_get(value, name)))
                    for name in ("messages", "message_echoes", "statuses")
                )
    return found


def has_good_one(body: bytes) -> bool:
    try:
        entries = _list(_get(json.loads(body), "entry"))
    except (ValueError, RecursionError):
        return False
    return any(entry == GOOD for entry in entries)


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
