"""How anything is written: by an actor who may, atomically, leaving one sentence.

Every function in an ``actions.py`` is wrapped by :func:`action`. The wrapper asks the
table of roles, opens the transaction, and insists that a person's act told History
exactly one sentence (design §1, §2.9).
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from tanggap.base.chain import Line, unchained
from tanggap.base.ids import new_id
from tanggap.base.models import Facility, Role
from tanggap.base.roles import RIGHTS
from tanggap.base.telling import write_lines

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff with the roles held today, or the machine itself."""

    facility_id: int
    staff_id: int | None = None
    roles: frozenset[Role] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    answers: dict[Callable[..., Any], Any] | None = field(default=None, compare=False, repr=False)

    @property
    def is_machine(self) -> bool:
        return self.staff_id is None

    def may(self, right: str) -> bool:
        """Answer whether the table of roles gives ``right``; the machine has them all."""
        return self.is_machine or bool(self.roles & RIGHTS[right].roles)

    def for_one_page(self) -> "Actor":
        """Return this actor as the reader of one page, which asks nothing twice."""
        return replace(self, answers={})

    def once(self, question: Callable[["Actor"], _R]) -> _R:
        """Return what ``question`` answers: asked anew, but once only by the reader of one page.

        Who acts, and whatever lives longer than a page, remembers nothing.
        """
        if self.answers is None:
            return question(self)
        if question not in self.answers:
            self.answers[question] = question(self)
        found: _R = self.answers[question]
        return found


def machine(facility_id: int) -> Actor:
    """Return the actor for what happens by itself; it leaves nothing in History."""
    return Actor(facility_id)


class NotAllowed(PermissionDenied):
    """The table of roles does not give this actor this right."""


class Refused(Exception):
    """The act makes no sense now. The message is Indonesian and says what to do."""


@dataclass
class _Act:
    """An act that runs; ``waiting`` is shared with the acts that it calls."""

    name: str
    waiting: list[Line]
    is_outermost: bool
    told: int = 0


_current: ContextVar[_Act | None] = ContextVar("current_act", default=None)

ACTIONS: dict[str, Callable[..., object]] = {}


def action(
    name: str,
) -> Callable[[Callable[Concatenate[Actor, _P], _R]], Callable[Concatenate[Actor, _P], _R]]:
    """Make ``function(actor, …)`` the action ``name`` of the table of roles.

    Raises :class:`NotAllowed` where the actor lacks the right, or where a row handed in
    belongs to another health centre. A person's act that ends
    without exactly one :func:`tell` or :func:`nothing_changed` is rolled back.
    """

    def wrap(
        function: Callable[Concatenate[Actor, _P], _R],
    ) -> Callable[Concatenate[Actor, _P], _R]:
        ACTIONS[name] = function

        @functools.wraps(function)
        def run(actor: Actor, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            if not actor.may(name):
                raise NotAllowed(f"Peran Anda tidak dapat: {RIGHTS[name].label.lower()}.")
            for given in (*args, *kwargs.values()):
                _refuse_foreign(actor, given)
            with _acting(name) as act, transaction.atomic():
                result = function(actor, *args, **kwargs)
                if not actor.is_machine and act.told != 1:
                    raise AssertionError(f"{name} told History {act.told} sentences, not 1")
                if act.is_outermost:
                    write_lines(act.waiting)
                return result

        return run

    return wrap


@contextmanager
def _acting(name: str) -> Iterator[_Act]:
    """Make ``name`` the act that runs; one that fails takes its sentences with it."""
    outer = _current.get()
    waiting = outer.waiting if outer else []
    told_before = len(waiting)
    act = _Act(name, waiting, is_outermost=outer is None)
    token = _current.set(act)
    try:
        yield act
    except BaseException:
        del waiting[told_before:]
        raise
    finally:
        _current.reset(token)


@contextmanager
def tried_out() -> Iterator[None]:
    """Undo all that is done within, and the sentences of the acts within: it was only asked."""
    act = _current.get()
    if act is None:
        raise AssertionError("tried_out() outside an action")
    told_before = len(act.waiting)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        del act.waiting[told_before:]


def _refuse_foreign(actor: Actor, given: object) -> None:
    """Refuse a row of another health centre, whatever the actor's roles here."""
    if isinstance(given, list | tuple):
        for one in given:
            _refuse_foreign(actor, one)
    elif isinstance(given, models.Model):
        owner = given.pk if isinstance(given, Facility) else getattr(given, "facility_id", None)
        if owner is not None and owner != actor.facility_id:
            raise NotAllowed("Data ini milik puskesmas lain.")


def tell(actor: Actor, subject: models.Model, sentence: str) -> None:
    """Leave the act's one sentence about ``subject``: records and fields, no personal data.

    It is written when the whole act is done, so that the chain is held for a moment only.
    """
    act = _current.get()
    if act is None:
        raise AssertionError("tell() outside an action")
    act.told += 1
    if actor.staff_id is None:
        return
    act.waiting.append(
        unchained(
            id=new_id(),
            facility_id=actor.facility_id,
            at=timezone.now(),
            by_id=actor.staff_id,
            action=act.name,
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
            sentence=sentence,
        )
    )


def nothing_changed() -> None:
    """Say that the act found its work already done (a double click): no sentence is due."""
    act = _current.get()
    if act is None:
        raise AssertionError("nothing_changed() outside an action")
    act.told += 1
