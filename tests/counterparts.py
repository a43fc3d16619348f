"""Tests against a real program: left out with a sentence where it is not, except in CI."""

import os

import pytest

from scripts.counterparts import PACKAGES, place_of


def require(program: str) -> str:
    """Return where ``program`` lies; without it the test is skipped, and fails where CI=true."""
    found = place_of(program)
    if found is not None:
        return found
    words = f"{program} is not installed (apt install {' '.join(PACKAGES[program])})"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(words)
    pytest.skip(words)
