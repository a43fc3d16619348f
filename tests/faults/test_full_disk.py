"""A disk that is really full, under the real site: 503, a sentence, and on as soon as it is not."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from testkit.faults.site import PASSWORD, Site, wait_until
from testkit.graph import Graph

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.once]
ROOM = 12 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of twelve megabytes; only root may bring one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tanggap-faults", str(place)]
    if (
        getattr(os, "geteuid", lambda: 1)() != 0
        or subprocess.run(mount, capture_output=True).returncode
    ):
        pytest.skip("only root can bring a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Lay a file that leaves no room at all, and return it."""
    ballast = disk / "film.mp4"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 1024, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def signed_in(site: Site) -> tuple[httpx.Client, str]:
    client = httpx.Client(base_url=site.address, follow_redirects=True, timeout=60)
    client.post(
        "/masuk/", data={**_token(client, "/masuk/"), "username": "sari", "password": PASSWORD}
    )
    return client, "/telepon/"


def _token(client: httpx.Client, page: str) -> dict[str, str]:
    html = client.get(page).text
    names = ("csrfmiddlewaretoken", "form_key", "line")
    found = {name: re.search(rf'name="{name}"[^>]*?value="([^"]+)"', html) for name in names}
    return {name: match[1] for name, match in found.items() if match}


def test_a_full_disk_loses_nothing_and_the_site_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    site = Site(small_disk, desks=0)
    try:
        with Graph() as graph:
            site.prepare(graph)
            site.keep_up()
            assert wait_until(lambda: site.answers, 120)
            graph.manners.longest_pause = 0.5
            graph.says("628110000001", "Sebelum penuh")
            assert graph.wait(60)
            sari, page = signed_in(site)
            typed = {**_token(sari, page), "kind": "keluhan", "text": "y" * 7000, "then": "nanti"}

            ballast = fill(small_disk)
            for number in range(40):
                graph.says("628110000002", f"Saat penuh {number} " + "z" * 4000)
            assert wait_until(lambda: graph.postman.refused > 2, 60)
            answer = sari.post(page, data=typed)
            assert answer.status_code == 503
            assert "Disk penuh" in answer.text
            assert "Kirim lagi" in answer.text

            ballast.unlink()
            assert graph.wait(120)
            assert sari.post(page, data=typed).status_code == 200
            assert wait_until(lambda: not any(site.counted("left").values()), 120, 1)
            rows = site.tanggap("export", "messages", "--format", "jsonl").splitlines()
            assert sum("Saat penuh" in row for row in rows) == 40
            assert len(rows) == 42
    finally:
        site.abandon()
