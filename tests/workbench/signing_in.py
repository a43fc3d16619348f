"""Sign-in for the tests of screens: a browser that somebody has signed in with."""

import time

from django.test import Client

from tanggap.base.models import Role
from tests.people import Puskesmas


def browser_of(here: Puskesmas, role: Role) -> Client:
    client = Client()
    client.force_login(here.staff[role])
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    return client
