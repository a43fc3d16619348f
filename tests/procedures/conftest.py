"""A health centre with who keeps, enacts and audits."""

import pytest

from tests.people import Puskesmas
from tests.procedures.office import Office


@pytest.fixture
def office(padaherang: Puskesmas) -> Office:
    return Office(padaherang)
