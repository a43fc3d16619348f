"""What the command line says to wrong use: one sentence, Indonesian first, and where help is.

``argparse`` speaks English alone; a technician at a puskesmas should not have to.
"""

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

_SAID = (
    (r"the following arguments are required: (.+)", r"Belum diisi: \1"),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        r"\1 tidak mengenal «\2»; pilihannya: \3",
    ),
    (r"unrecognized arguments: (.+)", r"Tidak dikenal: \1"),
    (r"argument (\S+): expected .*argument.*", r"\1 perlu diisi"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1: «\2» bukan angka"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 tidak dapat bersama \2"),
    (r"argument (\S+): (.+)", r"\1: \2"),  # a type of our own said it already in both
)


def in_indonesian(message: str) -> str:
    """Return what ``argparse`` says about wrong use, as the technician reads it."""
    for said, ours in _SAID:
        found = re.fullmatch(said, message, re.DOTALL)
        if found:
            return found.expand(ours).replace("'", "")
    return message


_USAGE = "Pemakaian · usage: "


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _USAGE if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose help and complaints are bilingual."""

    def __init__(self, **said: object) -> None:
        said.setdefault("formatter_class", _Formatter)
        super().__init__(**said)  # type: ignore[arg-type]
        self._positionals.title = "Isian · arguments"
        self._optionals.title = "Pilihan · options"
        self._option_string_actions["-h"].help = "perlihatkan bantuan ini · show this help"

    def error(self, message: str) -> NoReturn:
        """End with code 2 and one line."""
        self.exit(
            2, f"tanggap: {in_indonesian(message)}. Lihat «{self.prog} --help». · Wrong use.\n"
        )
