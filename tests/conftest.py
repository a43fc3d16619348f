"""What every test may count on: named people, one health centre, no way out but loopback."""

import ipaddress
import socket

import pytest

from tests.people import Puskesmas, make_puskesmas


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket that leads beyond loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test reached for {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def padaherang(db: None) -> Puskesmas:
    """The health centre of most tests, with one person in every role."""
    return make_puskesmas("Padaherang")


@pytest.fixture
def sumbersari(db: None) -> Puskesmas:
    """Another health centre: its people are outsiders at Padaherang."""
    return make_puskesmas("Sumbersari")
