"""The tables of Gammu SMSD, schemas 17 and 18, on SQLite and PostgreSQL: SQL and nothing else.

The same SQL serves both: quoted names, and ``'true'``/``'false'``, which is text in SQLite
and a boolean in PostgreSQL. Clocks are not compared with ours: smsd writes local time into
one column and UTC into the next (SQLite, schema 17), so that only changes are looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tanggap.channels._contract import Tables
from tanggap.channels._sms_text import GSM7, Place, alphabet_of, header, place_in, split

SCHEMAS = (17, 18)
AT_ONCE = 200
_PART = '"ID", "SenderNumber", "ReceivingDateTime", "UDH", "Coding", "Text", "TextDecoded"'


@dataclass(frozen=True)
class Part:
    """One row of ``inbox``: a whole short SMS, or one part of a long one.

    ``code`` is what the part itself says, in hexadecimal UTF-16; smsd puts the text of all
    parts into the ``decoded`` of the first.
    """

    id: int
    sender: str
    at: str
    udh: str
    coding: str
    code: str
    decoded: str

    @property
    def place(self) -> Place | None:
        place = place_in(self.udh)
        return place if place and place.total > 1 else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def _part(row: Sequence[Any]) -> Part:
    return Part(int(row[0]), *(str(cell if cell is not None else "") for cell in row[1:]))


def schema_of(tables: Tables) -> int:
    """Return the number that smsd wrote of its own tables."""
    rows = tables.rows('SELECT MAX("Version") FROM gammu')
    return int(rows[0][0] or 0) if rows else 0


def new_parts(tables: Tables, phone_id: str) -> list[Part]:
    """Return what nobody has fetched yet, oldest first."""
    sql = (
        f'SELECT {_PART} FROM inbox WHERE "Processed" = \'false\' AND "RecipientID" = %s '
        f'ORDER BY "ID" LIMIT {AT_ONCE}'
    )
    return [_part(row) for row in tables.rows(sql, [phone_id])]


def kin_of(tables: Tables, phone_id: str, part: Part) -> list[Part]:
    """Return every row of the same sender with the same reference, fetched or not."""
    sql = (
        f'SELECT {_PART} FROM inbox WHERE "RecipientID" = %s AND "SenderNumber" = %s '
        'AND "UDH" <> \'\' ORDER BY "ID"'
    )
    rows = [_part(row) for row in tables.rows(sql, [phone_id, part.sender])]
    return [one for one in rows if _same_long_sms(one.place, part.place)]


def _same_long_sms(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return False
    return (one.reference, one.total) == (other.reference, other.total)


def mark_fetched(tables: Tables, phone_id: str, ids: Sequence[int]) -> None:
    for some in _slices(ids):
        marks = ", ".join(["%s"] * len(some))
        tables.rows(
            "UPDATE inbox SET \"Processed\" = 'true' "
            f'WHERE "RecipientID" = %s AND "ID" IN ({marks})',
            [phone_id, *some],
        )


def _slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


# ---------------------------------------------------------------- what goes out


def sent_before(tables: Tables, number: str, key: str) -> int | None:
    """Return the row under which ``key`` was handed over already."""
    waiting = tables.rows('SELECT "ID" FROM outbox WHERE "CreatorID" = %s', [key])
    if not waiting:
        waiting = tables.rows(
            'SELECT "ID" FROM sentitems WHERE "DestinationNumber" = %s AND "CreatorID" = %s',
            [number, key],
        )
    return int(waiting[0][0]) if waiting else None


def put_out(tables: Tables, phone_id: str, number: str, text: str, key: str, ref: int) -> int:
    """Hand one text over in as many parts as it takes; return its number in ``outbox``.

    smsd itself does not cut: an outbox row longer than one SMS would be refused or cut off.
    """
    parts, is_plain = split(text), alphabet_of(text) == GSM7
    coding = "Default_No_Compression" if is_plain else "Unicode_No_Compression"
    is_long = len(parts) > 1
    first = tables.rows(
        'INSERT INTO outbox ("DestinationNumber", "TextDecoded", "Coding", "UDH", "MultiPart", '
        '"CreatorID", "SenderID", "DeliveryReport", "Class") '
        "VALUES (%s, %s, %s, %s, %s, %s, %s, 'yes', -1) RETURNING \"ID\"",
        [
            number,
            parts[0],
            coding,
            header(Place(ref, len(parts), 1)) if is_long else "",
            "true" if is_long else "false",
            key,
            phone_id,
        ],
    )
    row = int(first[0][0])
    for place, part in enumerate(parts[1:], 2):
        tables.rows(
            'INSERT INTO outbox_multipart ("ID", "SequencePosition", "TextDecoded", "Coding", '
            '"UDH", "Class") VALUES (%s, %s, %s, %s, %s, -1)',
            [row, place, part, coding, header(Place(ref, len(parts), place))],
        )
    return row


@dataclass(frozen=True)
class Outcome:
    """What became of one text: the states of its parts, and the modem's number for a fault."""

    id: int
    key: str
    states: tuple[str, ...]
    errors: tuple[int, ...]


def outcomes(tables: Tables, ids: Sequence[int]) -> list[Outcome]:
    """Return what has left altogether; a text of which a part still waits is left out."""
    found: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for some in _slices(ids):
        marks = ", ".join(["%s"] * len(some))
        rows = tables.rows(
            'SELECT "ID", "CreatorID", "Status", "StatusCode" FROM sentitems AS s '
            f'WHERE "ID" IN ({marks}) AND NOT EXISTS '
            '(SELECT 1 FROM outbox AS o WHERE o."ID" = s."ID") ORDER BY "ID", "SequencePosition"',
            list(some),
        )
        for row, key, state, code in rows:
            found.setdefault((int(row), str(key)), []).append((str(state), int(code)))
    return [
        Outcome(row, key, tuple(s for s, _ in parts), tuple(c for _, c in parts))
        for (row, key), parts in found.items()
    ]


def waiting_count(tables: Tables, phone_id: str) -> int:
    rows = tables.rows('SELECT COUNT(*) FROM outbox WHERE "SenderID" = %s', [phone_id])
    return int(rows[0][0])


# ---------------------------------------------------------------- the modem


@dataclass(frozen=True)
class Modem:
    """The row that smsd renews every few seconds while it has the modem in hand."""

    mark: str
    """Changes whenever the row is renewed, whatever the clocks say."""
    runs_out: str
    battery: int
    signal: int
    network: str
    sent: int
    received: int


def modem(tables: Tables, phone_id: str) -> Modem | None:
    rows = tables.rows(
        'SELECT "UpdatedInDB", "TimeOut", "Battery", "Signal", "NetName", "Sent", "Received" '
        'FROM phones WHERE "ID" = %s ORDER BY "TimeOut" DESC LIMIT 1',
        [phone_id],
    )
    if not rows:
        return None
    renewed, runs_out, battery, signal, network, sent, received = rows[0]
    return Modem(
        f"{renewed}|{runs_out}|{sent}|{received}",
        str(runs_out),
        int(battery),
        int(signal),
        str(network or ""),
        int(sent),
        int(received),
    )
