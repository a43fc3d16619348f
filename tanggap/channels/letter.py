"""Letters: the date on which one came is not the date on which it is typed in."""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel, PublicShape


class Letter(Channel):
    kind: ClassVar[str] = "letter"
    label: ClassVar[str] = "Surat"
    address_label: ClassVar[str] = "Alamat surat"
    public_shape: ClassVar[PublicShape] = "place"
    abilities: ClassVar[Abilities] = Abilities(receives=True)
