"""The site with short leases and pauses, for runs of a minute; all else is as in real life.

``python -m testkit.faults.impatient serve …`` instead of ``python -m tanggap serve …``.
"""

import os
import sys
from dataclasses import replace
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from tanggap.channels import sms_gammu  # noqa: E402
from tanggap.channels._registry import channels  # noqa: E402
from tanggap.gateway import jobs, polling, reading, rules  # noqa: E402
from tanggap.site.command_line import main  # noqa: E402

reading.READING_LEASE = timedelta(seconds=4)
jobs.SENDING_LEASE = timedelta(seconds=6)
jobs.MEDIA_LEASE = timedelta(seconds=5)
rules.LONGEST_WAIT = timedelta(seconds=2)
jobs.OUTAGE = timedelta(seconds=2)
polling.POLL_LEASE = timedelta(seconds=8)
sms_gammu.PATIENCE = timedelta(seconds=3)
for channel in channels().values():
    if channel.abilities.polls_every:
        often = replace(channel.abilities, polls_every=timedelta(seconds=2))
        type(channel).abilities = often

if __name__ == "__main__":
    sys.exit(main())
