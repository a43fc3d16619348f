"""How pages are rendered: Jinja2, with the words of the house (decision 0019)."""

from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaks_filter
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, Environment

from tanggap.base import saying as base_words
from tanggap.website import saying as website_words
from tanggap.workbench import saying as workbench_words


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of the page called ``name``, as ``reverse`` does."""
    if not args and not kwargs:
        return _fixed(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache
def _fixed(name: str) -> str:
    return reverse(name)


def environment(**options: Any) -> Environment:
    """Make the environment of all templates.

    What a page was not given is nothing, as in a template of Django: a page with a gap serves a
    person better than none. The tests are stricter.
    """
    made = Environment(**{**options, "undefined": ChainableUndefined})  # noqa: S701 - Django sets autoescape
    made.globals.update(url=url, static=static, htmx_script=htmx_script)
    made.filters.update(linebreaks=linebreaks_filter)
    for module in (base_words, website_words, workbench_words):
        made.filters.update({word.__name__: word for word in module.FILTERS})
        made.globals.update({word.__name__: word for word in module.FUNCTIONS})
    return made
