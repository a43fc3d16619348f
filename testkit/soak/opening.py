"""Opens the lines of a soak in one process: ``python -m testkit.soak.opening < lines.json``.

Prints id and hook of each, by name.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.site.settings")
django.setup()

from tanggap.base.acting import machine  # noqa: E402
from tanggap.base.models import Facility  # noqa: E402
from tanggap.gateway.actions import open_line  # noqa: E402
from tanggap.gateway.queries import hook_path  # noqa: E402


def main() -> None:
    actor = machine(Facility.objects.get().pk)
    opened = {}
    for name, (kind, settings) in json.load(sys.stdin).items():
        line = open_line(actor, kind, name, settings)
        opened[name] = {"id": str(line.pk), "hook": hook_path(line)}
    print(json.dumps(opened))


if __name__ == "__main__":
    main()
