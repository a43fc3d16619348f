"""How a question is put so that the database answers it the quick way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, QuerySet
from django.db.models.sql.compiler import SQLCompiler

AT_ONCE = 25
SOME_MOMENT = datetime(1970, 1, 2, 3, 4, 5, tzinfo=UTC)


class OfEachRow(Exists):
    """An ``Exists`` asked for each row that is read, by its key.

    PostgreSQL likes to read the whole inner table once instead («hashed SubPlan»): for the
    five newest entries it went through all answers ever given. It leaves a query with an
    OFFSET as it stands.
    """

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="EXISTS(%(subquery)s OFFSET 0)")


@dataclass(frozen=True)
class _Prepared:
    """The SQL of a question, where its values go, and how its answers become Python's."""

    sql: str
    values: tuple[Any, ...]
    keys_at: dict[int, int]
    moment_at: frozenset[int]
    converters: dict[int, Any]


class OfThese:
    """A question asked of a few rows at one moment, made into SQL once for each database.

    Django makes a query's SQL anew each time it is asked: 9 ms for the states of a page of
    entries, which the database then answers in 1 ms. ``question(keys, now)`` must be a
    ``values_list`` whose SQL is the same for any ``AT_ONCE`` keys and any moment.
    """

    def __init__(self, question: Callable[[Sequence[int], datetime], QuerySet[Any, Any]]) -> None:
        self._question = question
        self._prepared: dict[str, _Prepared] = {}

    def answers(self, keys: Sequence[int], now: datetime) -> Iterator[tuple[Any, ...]]:
        """Yield what the database answers for ``keys`` at ``now``, in no certain order."""
        if not keys:
            return
        made = self._prepared.get(connection.vendor)
        if made is None:
            made = self._prepared[connection.vendor] = self._prepare()
        moment = connection.ops.adapt_datetimefield_value(now)
        for begin in range(0, len(keys), AT_ONCE):
            yield from _asked(made, keys[begin : begin + AT_ONCE], moment)

    def _prepare(self) -> _Prepared:
        places = [-1 - place for place in range(AT_ONCE)]
        compiler = self._question(places, SOME_MOMENT).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        some_moment = connection.ops.adapt_datetimefield_value(SOME_MOMENT)
        return _Prepared(
            sql,
            tuple(values),
            {at: -1 - value for at, value in enumerate(values) if value in places},
            frozenset(at for at, value in enumerate(values) if value == some_moment),
            compiler.get_converters([column for column, _, _ in compiler.select]),
        )


def _asked(made: _Prepared, keys: Sequence[int], moment: Any) -> Iterator[tuple[Any, ...]]:
    values = list(made.values)
    for at, place in made.keys_at.items():
        values[at] = keys[min(place, len(keys) - 1)]  # what is left over asks the last again
    for at in made.moment_at:
        values[at] = moment
    with connection.cursor() as cursor:
        cursor.execute(made.sql, values)
        rows = cursor.fetchall()
    for row in rows:
        found = list(row)
        for at, (converters, expression) in made.converters.items():
            for convert in converters:
                found[at] = convert(found[at], expression, connection)
        yield tuple(found)
