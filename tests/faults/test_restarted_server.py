"""PostgreSQL is restarted under the real site: no page meets a dead connection, nothing is lost."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from testkit.faults.site import Site, wait_until
from testkit.graph import Graph

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def end_every_connection(url: str) -> int:
    """Do to the clients what a restart does; return how many there were."""
    maintenance = urlsplit(url)._replace(path="/postgres").geturl()
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        return len(ended.fetchall())


def test_pages_and_hooks_go_on_after_every_connection_was_cut(
    home: Path, database_url: str
) -> None:
    if not database_url:
        pytest.skip("SQLite has no server")
    site = Site(home, database_url, desks=0, impatient=True)
    try:
        with Graph(carriers=4) as graph:
            site.prepare(graph)
            site.keep_up()
            assert wait_until(lambda: site.answers, 120)
            for round_ in range(3):
                graph.says("628110000001", f"Sebelum putus {round_}")
                assert graph.wait(60)
                assert end_every_connection(database_url) > 0
                # A page that asks the database.
                assert httpx.get(f"{site.address}/siapkan/", timeout=30).status_code == 302
                graph.says("628110000001", f"Setelah putus {round_}")
                assert graph.wait(60)
            assert wait_until(lambda: not any(site.counted("left").values()), 120, 1)
            rows = site.tanggap("export", "messages", "--format", "jsonl").splitlines()
            assert len(rows) == 6
    finally:
        site.abandon()
