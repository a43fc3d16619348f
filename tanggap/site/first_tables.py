"""The tables of a new site, in a second instead of a dozen.

Before each operation of a migration Django renders anew every model that is related to the one
it touches, however far off. Here all are related through the health centre, so that setting up
an empty database renders a hundred models two hundred times: ten seconds of processor on a new
computer, half a minute on an old laptop, for tables that come out the same (a test compares
them). While tables are made for the first time only the touched model is rendered. A database
that holds rows is migrated the long way.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

_Key = tuple[str, str]


@contextmanager
def rendering_what_is_touched() -> Iterator[None]:
    """Let migrations of an empty database render one model at a time."""
    usual = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def touched(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[_Key]:
        return {(app_label, model_name)}

    ProjectState._find_reload_model = touched  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual  # type: ignore[attr-defined]
