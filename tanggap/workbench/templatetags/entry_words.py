"""Small words of an entry's page."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def patah(number: str) -> SafeString:
    """Let a long register number break after a slash, on a telephone's width."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in number.split("/")))


@register.filter
def ribuan(count: int) -> str:
    """Say a number with dots: «1.000»."""
    return f"{count:,}".replace(",", ".")
