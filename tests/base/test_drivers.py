"""What a site does not use it does not load: memory is dear on an old laptop."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tanggap.base.drivers import postgres_errors

LOADED = """
import django, sys
django.setup()
import tanggap.site.command_line, tanggap.site.urls, tanggap.site.worker
print(*{"psycopg", "xlsxwriter", "openpyxl", "markdown_it"} & set(sys.modules))
"""


def test_a_site_on_sqlite_begins_without_what_is_seldom_used(tmp_path: Path) -> None:
    own = {**os.environ, "DATABASE_URL": "", "TANGGAP_HOME": str(tmp_path)}
    own["DJANGO_SETTINGS_MODULE"] = "tanggap.site.settings"
    told = subprocess.run(
        [sys.executable, "-c", LOADED], env=own, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == []


def test_the_errors_of_postgresql_are_caught_where_it_is_loaded() -> None:
    with pytest.raises(postgres_errors("IntegrityError", "DataError")):
        raise psycopg.DataError
    assert not isinstance(psycopg.DataError(), postgres_errors("OperationalError"))


def test_nothing_is_an_error_of_what_nobody_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "psycopg.errors")
    assert postgres_errors("Error") == ()
