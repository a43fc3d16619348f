"""What a page offers: only what the table of roles gives the person who looks."""

from django import template

from tanggap.base.acting import Actor

register = template.Library()


@register.filter
def dapat(actor: Actor | None, right: str) -> bool:
    """Answer whether ``actor`` may: ``{% if actor|dapat:"base.add_unit" %}``."""
    return actor is not None and actor.may(right)
