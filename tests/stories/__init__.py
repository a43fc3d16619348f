"""Stories told through the real acts and screens."""

import pytest

pytest.register_assert_rewrite("tests.stories.living")
