"""How a question is put so that the database answers it the quick way."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists
from django.db.models.sql.compiler import SQLCompiler


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
