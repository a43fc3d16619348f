"""Templates under test are stricter than in service, and show the test what they were given."""

from collections.abc import Callable
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, NoReturn

import jinja2
import pytest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test.signals import template_rendered

METHODS = (MethodType, FunctionType, BuiltinMethodType)


class Uncalled:
    """A method that a template has named: it may be called, but not printed, tested or looped."""

    def __init__(self, method: Callable[..., object]) -> None:
        self.method = method

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self.method(*args, **kwargs)

    def refuse(self, *_: object) -> NoReturn:
        raise AssertionError(f"a template forgot the brackets of {self.method}")

    __str__ = __html__ = __bool__ = __iter__ = __len__ = __eq__ = __hash__ = refuse  # type: ignore[assignment]


def watch_pages(patch: pytest.MonkeyPatch) -> None:
    """Refuse methods without brackets, and keep each page's context for the test's client."""
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    plain, render = engine.env.getattr, jinja2.Template.render

    def guarded(it: object, name: str) -> object:
        found = plain(it, name)
        return Uncalled(found) if isinstance(found, METHODS) else found

    def watched(page: jinja2.Template, context: dict[str, Any]) -> str:
        template_rendered.send(sender=page, template=page, context=context)
        return render(page, context)

    patch.setattr(engine.env, "getattr", guarded)
    patch.setattr(jinja2.Template, "render", watched)
