"""Somebody who comes in person: written down at the desk, answered face to face."""

from typing import ClassVar

from tanggap.channels._contract import Abilities, Channel, PublicShape


class WalkIn(Channel):
    kind: ClassVar[str] = "walk_in"
    label: ClassVar[str] = "Datang langsung"
    address_label: ClassVar[str] = "Tempat"
    public_shape: ClassVar[PublicShape] = "place"
    abilities: ClassVar[Abilities] = Abilities(receives=True)
