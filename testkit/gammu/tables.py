"""smsd's tables as schemas 17 and 18 have them, made without its package's documents."""

import sqlite3
from pathlib import Path

import psycopg

_CODING = "VARCHAR(255) NOT NULL DEFAULT 'Default_No_Compression'"
_STATUS = "VARCHAR(255) NOT NULL DEFAULT 'Reserved'"
_TABLES = {
    "inbox": [
        ("UpdatedInDB", "{time}"), ("ReceivingDateTime", "{time}"), ("Text", "TEXT NOT NULL"),
        ("SenderNumber", "VARCHAR(20) NOT NULL DEFAULT ''"), ("Coding", _CODING),
        ("UDH", "TEXT NOT NULL"), ("SMSCNumber", "VARCHAR(20) NOT NULL DEFAULT ''"),
        ("Class", "INTEGER NOT NULL DEFAULT -1"), ("TextDecoded", "TEXT NOT NULL DEFAULT ''"),
        ("ID", "{serial}"), ("RecipientID", "TEXT NOT NULL"), ("Processed", "{no}"),
        ("Status", "INTEGER NOT NULL DEFAULT -1"),
    ],
    "outbox": [
        ("UpdatedInDB", "{time}"), ("InsertIntoDB", "{time}"), ("SendingDateTime", "{time}"),
        ("SendBefore", "TIME NOT NULL DEFAULT '23:59:59'"),
        ("SendAfter", "TIME NOT NULL DEFAULT '00:00:00'"), ("Text", "TEXT"),
        ("DestinationNumber", "VARCHAR(20) NOT NULL DEFAULT ''"), ("Coding", _CODING),
        ("UDH", "TEXT"), ("Class", "INTEGER DEFAULT -1"),
        ("TextDecoded", "TEXT NOT NULL DEFAULT ''"), ("ID", "{serial}"), ("MultiPart", "{no}"),
        ("RelativeValidity", "INTEGER DEFAULT -1"), ("SenderID", "VARCHAR(255)"),
        ("SendingTimeOut", "{time}"), ("DeliveryReport", "VARCHAR(10) DEFAULT 'default'"),
        ("CreatorID", "TEXT NOT NULL"), ("Retries", "INTEGER DEFAULT 0"),
        ("Priority", "INTEGER DEFAULT 0"), ("Status", _STATUS),
        ("StatusCode", "INTEGER NOT NULL DEFAULT -1"),
    ],
    "outbox_multipart": [
        ("Text", "TEXT"), ("Coding", _CODING), ("UDH", "TEXT"), ("Class", "INTEGER DEFAULT -1"),
        ("TextDecoded", "TEXT"), ("ID", "INTEGER"),
        ("SequencePosition", "INTEGER NOT NULL DEFAULT 1"), ("Status", _STATUS),
        ("StatusCode", "INTEGER NOT NULL DEFAULT -1"),
    ],
    "phones": [
        ("ID", "TEXT NOT NULL"), ("UpdatedInDB", "{time}"), ("InsertIntoDB", "{time}"),
        ("TimeOut", "{time}"), ("Send", "{no}"), ("Receive", "{no}"),
        ("IMEI", "VARCHAR(35) PRIMARY KEY"), ("IMSI", "VARCHAR(35) NOT NULL"),
        ("NetCode", "VARCHAR(10) DEFAULT 'ERROR'"), ("NetName", "VARCHAR(35) DEFAULT 'ERROR'"),
        ("Client", "TEXT NOT NULL"), ("Battery", "INTEGER NOT NULL DEFAULT -1"),
        ("Signal", "INTEGER NOT NULL DEFAULT -1"), ("Sent", "INTEGER NOT NULL DEFAULT 0"),
        ("Received", "INTEGER NOT NULL DEFAULT 0"),
    ],
    "sentitems": [
        ("UpdatedInDB", "{time}"), ("InsertIntoDB", "{time}"), ("SendingDateTime", "{time}"),
        ("DeliveryDateTime", "{late}"), ("Text", "TEXT NOT NULL"),
        ("DestinationNumber", "VARCHAR(20) NOT NULL DEFAULT ''"), ("Coding", _CODING),
        ("UDH", "TEXT NOT NULL"), ("SMSCNumber", "VARCHAR(20) NOT NULL DEFAULT ''"),
        ("Class", "INTEGER NOT NULL DEFAULT -1"), ("TextDecoded", "TEXT NOT NULL DEFAULT ''"),
        ("ID", "INTEGER"), ("SenderID", "VARCHAR(255) NOT NULL"),
        ("SequencePosition", "INTEGER NOT NULL DEFAULT 1"), ("Status", _STATUS),
        ("StatusError", "INTEGER NOT NULL DEFAULT -1"), ("TPMR", "INTEGER NOT NULL DEFAULT -1"),
        ("RelativeValidity", "INTEGER NOT NULL DEFAULT -1"), ("CreatorID", "TEXT NOT NULL"),
        ("StatusCode", "INTEGER NOT NULL DEFAULT -1"),
    ],
}  # fmt: skip
_NEW_IN_18 = {
    "inbox": [
        ("InsertIntoDB", "{time}"), ("MessageID", "INTEGER NOT NULL DEFAULT 0"),
        ("SequencePosition", "INTEGER NOT NULL DEFAULT 1"),
        ("PartCount", "INTEGER NOT NULL DEFAULT 1"),
    ],
    "outbox": [("SendDays", "INTEGER NOT NULL DEFAULT 127")],
}  # fmt: skip
_SQLITE = {
    "serial": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "no": "TEXT NOT NULL DEFAULT 'false'",
    "late": "NUMERIC NULL",
}
_POSTGRES = {
    "serial": "SERIAL PRIMARY KEY",
    "no": "BOOLEAN NOT NULL DEFAULT 'false'",
    "late": "TIMESTAMP(0) NULL",
    "time": "TIMESTAMP(0) NOT NULL DEFAULT LOCALTIMESTAMP(0)",
}
_KEYS = {"phones": "IMEI", "inbox": "ID", "outbox": "ID", "sentitems": "ID"}


def _statements(schema: int, words: dict[str, str]) -> list[str]:
    made = []
    for table, columns in _TABLES.items():
        more = _NEW_IN_18.get(table, []) if schema >= 18 else []
        cells = [f'"{name}" {kind.format(**words)}' for name, kind in [*columns, *more]]
        made.append(f"CREATE TABLE {table} ({', '.join(cells)})")
    made.append('CREATE TABLE gammu ("Version" INTEGER NOT NULL PRIMARY KEY)')
    made.append(f"INSERT INTO gammu VALUES ({schema})")
    return made


def _renewals(now: str) -> list[str]:
    return [
        f"CREATE TRIGGER renew_{table} UPDATE ON {table} BEGIN "
        f"UPDATE {table} SET UpdatedInDB = {now} WHERE {key} = old.{key}; END"
        for table, key in _KEYS.items()
    ]


def make_tables(address: str, schema: int = 17) -> None:
    """Make smsd's tables in the SQLite file or the PostgreSQL database at ``address``."""
    if address.startswith("postgresql://"):
        with psycopg.connect(address) as server:
            for statement in _statements(schema, _POSTGRES):
                server.execute(statement.encode())
        return
    now = "datetime('now')" if schema < 18 else "datetime('now', 'localtime')"
    words = _SQLITE | {"time": f"NUMERIC NOT NULL DEFAULT ({now})"}
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(address)
    for statement in [*_statements(schema, words), *_renewals(now)]:
        connection.execute(statement)
    connection.commit()
    connection.close()
