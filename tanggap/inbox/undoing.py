"""Deleting what an import brought, except what somebody has built on since."""

from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import ProtectedError


def delete_unheld(model: type[models.Model], keys: Sequence[int]) -> set[int]:
    """Delete the rows of ``keys``, and return those that something else holds on to.

    Who holds them is not asked: a step to the right may have made a row that points here.
    """
    left: set[int] = set(keys)
    held: set[int] = set()
    while left:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk__in=left).delete()
            return held
        except ProtectedError as error:
            found = left & _pointed_at(model, error.protected_objects)
            if not found:
                return held | left
            held |= found
            left -= found
    return held


def _pointed_at(model: type[models.Model], holders: object) -> set[int]:
    """Return which rows of ``model`` the ``holders`` point at."""
    keys: set[int] = set()
    for holder in list(holders):  # type: ignore[call-overload]
        for field in holder._meta.concrete_fields:
            if field.is_relation and field.related_model is model:
                keys.add(getattr(holder, field.attname))
    return keys
