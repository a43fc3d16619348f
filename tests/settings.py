"""Settings for tests: a scratch home, and the database that the run names.

``TANGGAP_TEST_DATABASE_URL`` chooses PostgreSQL; without it, SQLite.
"""

import os
import tempfile

_home = tempfile.mkdtemp(prefix="tanggap-test-")
os.environ["TANGGAP_HOME"] = _home
os.environ["DATABASE_URL"] = os.environ.get("TANGGAP_TEST_DATABASE_URL", "")
os.environ.pop("TANGGAP_PUBLIC_URL", None)
os.environ.pop("TANGGAP_EXAMPLE", None)

from tanggap.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "pool" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    del DATABASES["default"]["OPTIONS"]["pool"]  # noqa: F405
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, not memory: intake writes through a connection of its own.
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=20000;"
    )
