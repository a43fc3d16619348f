"""The site with short leases, for runs of a minute: everything else is as in real life.

``python -m testkit.faults.impatient serve …`` instead of ``python -m tanggap serve …``.
"""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from tanggap.gateway import jobs, reading, rules  # noqa: E402
from tanggap.site.command_line import main  # noqa: E402

reading.READING_LEASE = timedelta(seconds=4)
jobs.SENDING_LEASE = timedelta(seconds=6)
jobs.MEDIA_LEASE = timedelta(seconds=5)
rules.LONGEST_WAIT = timedelta(seconds=2)

if __name__ == "__main__":
    sys.exit(main())
