"""``tanggap line list``: every channel account, never its secrets."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from tanggap.site.ready import migrate

if TYPE_CHECKING:
    from tanggap.gateway.models import Line


def as_dict(line: "Line") -> dict[str, object]:
    """Return what may be shown of a line: secrets are left out."""
    from tanggap.gateway.queries import channel_of, hook_path

    channel = channel_of(line)
    secret = {field.name for field in channel.fields if field.is_secret}
    return {
        "id": str(line.pk),
        "kind": line.kind,
        "label": channel.label,
        "name": line.name,
        "address": line.address,
        "hook": hook_path(line) if channel.abilities.has_hook else "",
        "settings": {key: value for key, value in line.settings.items() if key not in secret},
        "trouble": line.trouble,
        "active_to": line.active_to.isoformat() if line.active_to else None,
    }


def run(args: argparse.Namespace) -> int:
    migrate(quiet=True)
    from tanggap.gateway.models import Line
    from tanggap.site.one_facility import the_facility

    lines = [as_dict(line) for line in Line.objects.filter(facility=the_facility())]
    if args.json:
        json.dump(lines, sys.stdout, ensure_ascii=False)
        print()
        return 0
    if not lines:
        print("Belum ada saluran. Contoh: tanggap line add phone --name «Telepon loket».")
    for shown in lines:
        state = "ditutup" if shown["active_to"] else shown["trouble"] or "aktif"
        print(f"{shown['kind']:<14} {shown['name']:<28} {shown['hook'] or '-':<48} {state}")
    return 0
