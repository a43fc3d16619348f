"""What somebody with a telephone does at the form, for the tests of the public's pages."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tanggap.gateway.jobs import send_due
from tanggap.gateway.models import Line
from tanggap.inbox.jobs import note_everything_sent, read_arrivals
from tanggap.reply.jobs import follow_dispatches
from tests.people import Puskesmas

LATER = 60  # seconds that somebody takes to write


def opened(here: Puskesmas) -> Line:
    """Open the form of ``here``."""
    return here.line("website")


def address(here: Puskesmas) -> str:
    return reverse("website:form", args=[here.facility.code])


def filled(page: str, **typed: Any) -> dict[str, Any]:
    """Return the fields of the form on ``page`` as a person fills them."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {**found, "text": "Antre obat dua jam", "situs": "", **typed}


def sent(here: Puskesmas, client: Client | None = None, **typed: Any) -> Any:
    """Open the form, write, and send it; return the answer."""
    client = client or Client()
    page = client.get(address(here)).content.decode()
    return client.post(address(here), filled(page, **typed))


def receipt_on(page: str) -> tuple[str, str]:
    """Return number and word as they stand on the receipt."""
    number, secret = re.findall(r'<dd class="code">([^<]+)</dd>', page)
    return number, secret


def photo(**given: Any) -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (60, 40), "green").save(made, "JPEG", **given)
    return SimpleUploadedFile("IMG_0001.jpg", made.getvalue(), content_type="image/jpeg")


def looked_up(number: str, secret: str, client: Client | None = None) -> str:
    answer: Any = (client or Client()).post(
        reverse("website:track"), {"nomor": number, "sandi": secret}
    )
    return str(answer.content.decode())


def machine_runs() -> None:
    """Let happen what the worker does: read, send, note, follow."""
    now = timezone.now()
    read_arrivals(now)
    send_due(now)
    note_everything_sent(timezone.now())
    follow_dispatches(timezone.now())


def fresh() -> str:
    return str(uuid4())
