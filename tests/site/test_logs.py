"""A log is passed on to whoever helps: it holds nobody's words, names or numbers."""

import io
import logging
import logging.config
from copy import deepcopy

from django.conf import settings

CITIZEN = "Mak " + "Icih"  # in two parts: a traceback shows the lines of code themselves


def break_down() -> None:
    raise ValueError(f"Failing row contains ({CITIZEN}, 0812)")


def test_an_error_is_logged_by_its_kind_and_place_without_its_words() -> None:
    made = logging.config.DictConfigurator(deepcopy(settings.LOGGING))
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(made.configure_formatter(dict(made.config["formatters"]["line"])))
    log = logging.Logger("django.request")
    log.addHandler(handler)
    try:
        break_down()
    except ValueError:
        log.exception("Internal Server Error: %s", "/buku/")
    assert "/buku/" in out.getvalue()
    assert "ValueError" in out.getvalue()
    assert "break_down" in out.getvalue()
    assert "Mak Icih" not in out.getvalue()
