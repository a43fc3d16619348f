"""How long reading the chain takes: python scripts/history_bench.py [lines]

Works in a folder of its own (or on DATABASE_URL's empty database).
"""

import os
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["TANGGAP_HOME"] = tempfile.mkdtemp(prefix="tanggap-chain-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tanggap.site.settings"


def main(count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from tanggap.base.chain import unchained
    from tanggap.base.history import read_chain
    from tanggap.base.ids import new_id
    from tanggap.base.models import Facility, Staff
    from tanggap.base.telling import write_lines

    call_command("migrate", verbosity=0)
    facility = Facility.objects.create()
    staff = Staff.objects.create(facility=facility, name="Sari")
    told = (
        unchained(
            id=new_id(),
            facility_id=facility.pk,
            at=timezone.now(),
            by_id=staff.pk,
            action="logbook.close",
            subject_kind="logbook.entry",
            subject_id=number,
            sentence=f"Entri {number:03}/UB/PKM/V/2026: diselesaikan.",
        )
        for number in range(count)
    )
    start = time.perf_counter()
    with transaction.atomic():
        write_lines(list(told))
    print(f"{count} lines written in {time.perf_counter() - start:.1f} s (one transaction)")
    start, used = time.perf_counter(), time.process_time()
    found = read_chain(facility)
    wall, used = time.perf_counter() - start, time.process_time() - used
    print(f"{found.place} lines read in {wall:.1f} s ({used:.1f} s of processor); {found.fault!r}")
    tracemalloc.start()
    read_chain(facility)
    print(f"most memory held while reading: {tracemalloc.get_traced_memory()[1] / 2**20:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
