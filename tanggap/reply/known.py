"""What must be known to answer people, read once for all of them: a plan may have a hundred."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from tanggap.gateway.models import Line
from tanggap.gateway.queries import open_lines
from tanggap.inbox.models import Identity, Message, Person
from tanggap.inbox.queries import last_incoming_of, living_identities, roots_of, same_people_ids
from tanggap.logbook.models import Entry
from tanggap.reply.comments import comments_by_entry
from tanggap.reply.queries import Cost, cost_of, window_at
from tanggap.reply.rules import Window


class Known:
    """The lines, numbers, windows and costs of answering some entries, as of ``now``."""

    def __init__(
        self,
        facility_id: int,
        people: Collection[Person | None],
        entries: Collection[Entry],
        now: datetime,
    ) -> None:
        self.now = now
        self._facility_id = facility_id
        self._people = {one.pk for one in people if one is not None}
        self._entries = [one.pk for one in entries]
        self._costs: dict[int, Cost | None] = {}

    @cached_property
    def lines(self) -> list[Line]:
        return list(open_lines(self._facility_id))

    @cached_property
    def _roots(self) -> dict[int, int]:
        return roots_of(same_people_ids(self._people))

    @cached_property
    def _identities(self) -> dict[int, list[Identity]]:
        found: dict[int, list[Identity]] = defaultdict(list)
        for one in living_identities(self._roots):
            found[self._roots[one.person_id]].append(one)
        return found

    @cached_property
    def _last_in(self) -> dict[tuple[int, int], datetime]:
        found: dict[tuple[int, int], datetime] = {}
        for person, line, at in last_incoming_of(self._roots):
            key = (self._roots[person], line)
            found[key] = max(at, found.get(key, at))
        return found

    @cached_property
    def _comments(self) -> dict[int, list[Message]]:
        return comments_by_entry(self._entries)

    def identities(self, person: Person | None) -> list[Identity]:
        """Return where ``person`` can be reached: numbers first, the newest before older ones."""
        if person is None:
            return []
        rows = self._identities.get(self._roots[person.pk], [])
        return sorted(rows, key=lambda row: (row.kind != "phone", -row.since.timestamp()))

    def comments(self, entry: Entry | None) -> list[Message]:
        return self._comments.get(entry.pk, []) if entry is not None else []

    def last_in(self, line: Line, person: Person) -> datetime | None:
        return self._last_in.get((self._roots[person.pk], line.pk))

    def window(self, line: Line, person: Person) -> Window:
        return window_at(line, self.last_in(line, person), self.now)

    def cost(self, line: Line) -> Cost | None:
        if line.pk not in self._costs:
            self._costs[line.pk] = cost_of(line, self.now)
        return self._costs[line.pk]
