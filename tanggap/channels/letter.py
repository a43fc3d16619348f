"""Letters: the date on which one came is not the date on which it is typed in."""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel


class Letter(Channel):
    kind: ClassVar[str] = "letter"
    label: ClassVar[str] = "Surat"
    address_label: ClassVar[str] = "Alamat surat"
    abilities: ClassVar[Abilities] = Abilities(receives=True)
