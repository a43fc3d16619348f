"""Finding messages by their words, also those that are not in the book yet."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tanggap.base.acting import Actor
from tanggap.base.words import postgres_match, query_terms, sqlite_match
from tanggap.inbox.models import Message

_SQLITE = "SELECT rowid FROM inbox_message_words WHERE inbox_message_words MATCH %s"
_POSTGRES = "SELECT id FROM inbox_message WHERE search_words @@ to_tsquery('simple', %s)"


def messages_with(actor: Actor, words: str) -> QuerySet[Message]:
    """Return the facility's messages that hold all ``words``, newest first.

    What the actor must not meet is taken out by ``logbook.queries.visible_messages``: a
    page joins the two.
    """
    terms = query_terms(words)
    rows = Message.objects.filter(facility_id=actor.facility_id)
    if not terms:
        return rows.none()
    if connection.vendor == "sqlite":
        found = RawSQL(_SQLITE, [sqlite_match(terms)])  # noqa: S611  (the words are a parameter)
    else:
        found = RawSQL(_POSTGRES, [postgres_match(terms)])  # noqa: S611  (likewise)
    return rows.filter(pk__in=found).order_by("-id")
