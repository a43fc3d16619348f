"""WhatsApp's stand-in, a line that speaks to it, and Sari at the desk."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tanggap.base.acting import Actor, machine
from tanggap.gateway import jobs
from tanggap.gateway.actions import open_line, send
from tanggap.gateway.models import Arrival, Dispatch, Line
from tanggap.gateway.reading import events_in, mark_read, note_delivery
from testkit.graph import Graph
from tests.people import Puskesmas

SITI = "6281234567890"


class Desk:
    """The machine in the middle: sends what is due, and reads what came back."""

    def __init__(self, here: Puskesmas, graph: Graph, line: Line) -> None:
        self.here, self.graph, self.line = here, graph, line
        self.actor: Actor = machine(here.facility.pk)

    def answer(self, to: str, text: str = "Terima kasih, Bu.") -> Dispatch:
        kind = "phone" if to.isdigit() else "wa_bsuid"
        value = f"+{to}" if to.isdigit() else to
        address = [{"kind": kind, "value": value}]
        return send(self.actor, self.line, address, text, key=uuid4())

    def citizen_wrote(self, who: str) -> None:
        self.graph.says(who, "Antrean lama", "Bu Siti")

    def send_due(self) -> None:
        """Send now what is queued, also what waits for a later try."""
        from django.utils import timezone

        waiting = Dispatch.objects.filter(state=Dispatch.State.QUEUED)
        waiting.update(next_at=timezone.now())
        jobs.send_due(timezone.now())

    def statuses_come_in(self) -> None:
        """Read the statuses that the stand-in would post, through the channel itself."""
        from django.utils import timezone

        from testkit.graph.bodies import body_of

        held, self.graph.held = self.graph.held, []
        if not held:
            return
        metadata = {"phone_number_id": self.graph.state.number_id, "display_phone_number": "628"}
        arrival = Arrival.objects.create(
            facility=self.here.facility,
            line=self.line,
            received_at=timezone.now(),
            method="POST",
            body=body_of(held, "1", metadata),
            sha256="",
        )
        for event in events_in(arrival):
            note_delivery(self.line, event)  # type: ignore[arg-type]
        mark_read(arrival)


@pytest.fixture
def graph() -> Iterator[Graph]:
    with Graph(follow_up=False) as made:
        yield made


@pytest.fixture
def desk(padaherang: Puskesmas, graph: Graph) -> Desk:
    line = open_line(
        machine(padaherang.facility.pk),
        "whatsapp",
        "WA uji",
        {
            "phone_number_id": graph.state.number_id,
            "app_secret": "rahasia-aplikasi",
            "verify_token": "uji",
            "access_token": graph.state.token,
            "graph_url": graph.url,
        },
    )
    made = Desk(padaherang, graph, line)
    made.citizen_wrote(SITI)
    return made
