"""The letterhead and the signatures of a paper, from the profile valid on its date (A-17)."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Protocol

from PIL import Image, UnidentifiedImageError

from tanggap.documents.dates import grouped_nip, grouped_phone

LOGO_PIXELS = 480


class Profile(Protocol):
    """What a letterhead needs of a health centre's profile."""

    name: str
    legal_form: str
    regency: str
    agency: str
    address: str
    place: str
    phone: str
    email: str
    head_name: str
    head_title: str
    head_rank: str
    head_nip: str
    logo_left: bytes | memoryview | None
    logo_right: bytes | memoryview | None


def official_name(profile: Profile) -> str:
    """Return «UPTD Puskesmas Padaherang», however much of it the profile's name holds."""
    name = profile.name.strip()
    if "puskesmas" not in name.lower():
        name = f"Puskesmas {name}"
    form = profile.legal_form.strip()
    if form and form.lower() not in name.lower().split():
        name = f"{form} {name}"
    return name


def head_title(profile: Profile) -> str:
    """Return «Kepala UPTD Puskesmas Padaherang», or the acting title as it was given."""
    title = profile.head_title.strip() or "Kepala"
    return title if "puskesmas" in title.lower() else f"{title} {official_name(profile)}"


def letterhead(profile: Profile) -> dict[str, object]:
    """Return the *kop surat*: lines over the name, the name, the address, two logos."""
    regency = profile.regency.strip()
    if regency and "pemerintah" not in regency.lower():
        regency = f"Pemerintah {regency}"
    above = [line.upper() for line in (regency, profile.agency.strip()) if line]
    reach = [
        f"Telepon {grouped_phone(profile.phone)}" if profile.phone else "",
        f"Surel {profile.email}" if profile.email else "",
    ]
    below = [profile.address.strip(), " · ".join(part for part in reach if part)]
    return {
        "above": above,
        "name": official_name(profile).upper(),
        "below": [line for line in below if line],
        "left": _logo(bytes(profile.logo_left or b"")),
        "right": _logo(bytes(profile.logo_right or b"")),
    }


def letterhead_logos(profile: Profile) -> tuple[bytes | None, bytes | None]:
    """Return the logos of the letterhead, left and right, as PNG."""
    return _logo(bytes(profile.logo_left or b"")), _logo(bytes(profile.logo_right or b""))


def signature(
    role: str, name: str, nip: str = "", *, rank: str = "", above: Sequence[str] = ()
) -> dict[str, object]:
    """Return a signature block: lines above, office, room to sign, name, rank, NIP (§6.9)."""
    return {
        "above": list(above),
        "role": role,
        "name": name,
        "rank": rank,
        "nip": f"NIP. {grouped_nip(nip)}" if nip.strip() else "",
    }


def head_signature(profile: Profile, *, above: Sequence[str] = ()) -> dict[str, object]:
    """Return the signature block of the head of the health centre."""
    return signature(
        head_title(profile),
        profile.head_name,
        profile.head_nip,
        rank=profile.head_rank,
        above=above,
    )


@lru_cache(maxsize=4)
def _logo(data: bytes) -> bytes | None:
    """Return the picture re-encoded as a small PNG; what is no picture is left out."""
    if not data:
        return None
    try:
        with Image.open(BytesIO(data)) as image:
            image.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
            made = BytesIO()
            image.convert("RGBA").save(made, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return made.getvalue()
