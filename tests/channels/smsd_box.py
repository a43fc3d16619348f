"""smsd's tables played by hand, for the tests that need no daemon."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tanggap.channels._contract import Awaited, Polled, Ports
from tanggap.channels._sms_text import Place, alphabet_of, header, split
from tanggap.channels.sms_gammu import SmsGammu
from tanggap.gateway.tables import open_tables

NOW = datetime(2026, 5, 12, 3, 0, tzinfo=UTC)
PORTS = Ports(http=None, tables=open_tables)  # type: ignore[arg-type]
SITI, BUDI = "+6281234567890", "+6281234567899"
GAMMU = SmsGammu()


class Box:
    """smsd's tables, written as smsd writes them, and looked at as the worker looks."""

    def __init__(self, address: str) -> None:
        self.settings = {"database": address, "phone_id": "puskesmas-1"}
        self.cursor = ""

    def rows(self, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
        with open_tables(self.settings["database"], to_write=True) as tables:
            return tables.rows(sql, values)

    def receives(
        self,
        text: str,
        *,
        sender: str = SITI,
        only: tuple[int, ...] = (),
        ref: int = 7,
        at: str = "2026-05-12 10:00:00",
        order: Callable[[list[Any]], list[Any]] = list,
        coding: str = "",
    ) -> None:
        plain = alphabet_of(text) == "GSM-7"
        parts = [part.encode("utf-16-be") for part in split(text)]
        if not plain and len(parts) > 1:  # as gammu cuts: also in the middle of an emoji
            whole = text.encode("utf-16-be")
            parts = [whole[at : at + 134] for at in range(0, len(whole), 134)]
        coding = coding or ("Default" if plain else "Unicode") + "_No_Compression"
        said = text  # smsd: the whole text in the first row, nothing in the others
        for number, part in order(list(enumerate(parts, 1))):
            if only and number not in only:
                continue
            udh = header(Place(ref, len(parts), number)) if len(parts) > 1 else ""
            self.rows(
                'INSERT INTO inbox ("SenderNumber", "ReceivingDateTime", "UDH", "Coding", "Text", '
                '"TextDecoded", "RecipientID") VALUES (%s, %s, %s, %s, %s, %s, %s)',
                [sender, at, udh, coding, part.hex().upper(), said,
                 "puskesmas-1"],
            )  # fmt: skip
            said = ""

    def ticks(self, at: datetime, signal: int = 42, zone: int = 7) -> None:
        """Renew the modem's row as smsd does, in its local time."""
        local = (at + timedelta(hours=zone)).strftime("%Y-%m-%d %H:%M:%S")
        until = (at + timedelta(hours=zone, seconds=10)).strftime("%Y-%m-%d %H:%M:%S")
        self.rows("DELETE FROM phones")
        self.rows(
            'INSERT INTO phones ("ID", "UpdatedInDB", "TimeOut", "IMEI", "IMSI", "Client", '
            '"Battery", "Signal", "NetName") VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)',
            ["puskesmas-1", local, until, "1", "1", "Gammu", 80, signal, "Telkomsel"],
        )

    def look(self, now: datetime = NOW, awaited: tuple[Awaited, ...] = ()) -> Polled:
        found = GAMMU.poll(self.cursor, awaited, self.settings, PORTS, now)
        assert isinstance(found, Polled), found
        self.cursor = found.cursor
        return found

    def events(self, found: Polled) -> list[Any]:
        return [event for one in found.requests for event in GAMMU.read(one, self.settings)]

    def fetch(self, now: datetime = NOW) -> list[Any]:
        """Look, and settle as after a commit."""
        found = self.look(now)
        if found.taken:
            GAMMU.settle(found.taken, self.settings, PORTS)
        return self.events(found)
