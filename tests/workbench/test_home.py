from django.test import Client

from tanggap.base.models import Role
from tests.people import Puskesmas


def test_home_opens_for_every_role(padaherang: Puskesmas, client: Client) -> None:
    for role in Role:
        client.force_login(padaherang.staff[role])
        session = client.session
        session["signed_in_at"] = 2**33
        session.save()
        page = client.get("/")
        assert page.status_code == 200
        assert "Puskesmas Padaherang" in page.content.decode()
