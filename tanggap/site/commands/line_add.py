"""``tanggap line add``: a channel account; prints its hook path and what to enter there."""

import argparse
import json
import sys

from tanggap.site.ready import migrate
from tanggap.site.refusal import CommandError


def run(args: argparse.Namespace) -> int:
    """Open the line; raises :class:`CommandError` for an unknown kind or a bad setting."""
    migrate(quiet=True)
    from tanggap.base.acting import Refused, machine
    from tanggap.gateway.actions import open_line
    from tanggap.gateway.queries import channel_of, hook_url
    from tanggap.site.commands.line_list import as_dict
    from tanggap.site.one_facility import the_facility

    facility, settings = the_facility(), dict(args.settings)
    try:
        line = open_line(
            machine(facility.pk),
            args.kind,
            args.name,
            settings,
            address=args.address or settings.get("address", ""),
        )
    except Refused as refused:
        raise CommandError(str(refused)) from refused
    shown = as_dict(line)
    if args.json:
        json.dump(shown, sys.stdout, ensure_ascii=False)
        print()
        return 0
    print(f"Saluran «{line.name}» ({shown['label']}) dibuka.")
    if shown["hook"]:
        print(f"Alamat hook: {shown['hook']}")
    hint = channel_of(line).setup_hint(hook_url(line), line.settings)
    if hint:
        print(hint)
    if channel_of(line).setup_files(line.settings):
        print("Berkas yang dipasang ada di layar: Saluran, lalu nama saluran ini.")
    print(f"Langkah demi langkah: halaman /saluran/cara/{line.kind}/ di layar.")
    return 0
