"""The real ``gammu-smsd`` with its dummy phone, and its tables on both databases."""

from testkit.gammu.phone import DummyPhone
from testkit.gammu.run import Smsd
from testkit.gammu.tables import make_tables

__all__ = ["DummyPhone", "Smsd", "make_tables"]
