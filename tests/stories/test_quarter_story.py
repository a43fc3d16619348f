"""A whole quarter at Padaherang, from the first call to the pack that an auditor takes along."""

from pathlib import Path
from typing import Any

from tests.people import Puskesmas
from tests.stories.living import live_through
from tests.stories.quarter import quarter_of


def test_a_quarter_is_lived_through_and_can_be_shown_to_an_auditor(
    padaherang: Puskesmas, settings: Any, tmp_path: Path
) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    with quarter_of(padaherang, tmp_path) as quarter:
        live_through(quarter)
