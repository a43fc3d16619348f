"""Which messages of an export are known already: pure pairing, no Django.

Android writes minutes, iOS seconds; so the same chat from both, or from two months, meets
in buckets of (minute, who). Within a bucket equal words pair in order; what is left over
and marked as removed or edited is the known message as its writer left it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from tanggap.inbox.rules import plain

_K = TypeVar("_K")
_N = TypeVar("_N")


@dataclass(frozen=True)
class Trace:
    """What pairing looks at: words now and before, whether with a file, what befell it."""

    text: str
    has_file: bool = False
    is_edited: bool = False
    is_deleted: bool = False
    earlier: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[bool, str]:
        return self.has_file, plain(self.text)

    def ever_said(self, other: "Trace") -> bool:
        """Answer whether this message says, or once said, what ``other`` says."""
        return self.has_file == other.has_file and plain(other.text) in map(plain, self.earlier)


@dataclass
class Pairing(Generic[_K, _N]):
    """What to do with a bucket: ``same`` may still bring a file along."""

    same: list[tuple[_K, _N]] = field(default_factory=list)
    removed: list[_K] = field(default_factory=list)
    edited: list[tuple[_K, _N]] = field(default_factory=list)
    said_before: list[tuple[_K, _N]] = field(default_factory=list)
    fresh: list[_N] = field(default_factory=list)


def pair(known: Sequence[tuple[_K, Trace]], seen: Iterable[tuple[_N, Trace]]) -> Pairing[_K, _N]:
    """Pair one bucket's known messages with those seen in the export, both in order."""
    result: Pairing[_K, _N] = Pairing()
    left = list(known)
    rest: list[tuple[_N, Trace]] = []
    for new, trace in seen:
        twin = _take(left, partial(_is_same, trace))
        if twin is None:
            rest.append((new, trace))
        else:
            result.same.append((twin, new))
    for new, trace in rest:
        _place(result, left, new, trace)
    return result


def _is_same(new: Trace, old: Trace) -> bool:
    if new.is_deleted or old.is_deleted:
        return (new.is_deleted and old.is_deleted) or (old.is_deleted and old.ever_said(new))
    return old.words == new.words or old.ever_said(new)


def _place(result: Pairing[_K, _N], left: list[tuple[_K, Trace]], new: _N, trace: Trace) -> None:
    if trace.is_deleted:
        twin = _take(left, lambda old: not old.is_deleted)
        if twin is not None:
            result.removed.append(twin)
            return
    elif trace.is_edited:
        twin = _take(left, lambda old: not old.is_deleted and old.has_file == trace.has_file)
        if twin is not None:
            result.edited.append((twin, new))
            return
    else:
        twin = _take(left, lambda old: (old.is_deleted or old.is_edited) and not old.earlier)
        if twin is not None:
            result.said_before.append((twin, new))
            return
    result.fresh.append(new)


def _take(left: list[tuple[_K, Trace]], fits: Callable[[Trace], bool]) -> _K | None:
    for place, (known, trace) in enumerate(left):
        if fits(trace):
            del left[place]
            return known
    return None
