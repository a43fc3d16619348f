"""«Batalkan» beside the sentence that says what was just done: one POST, no question asked."""

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html


def offer_undo(request: HttpRequest, sentence: str, address: str, label: str = "Batalkan") -> None:
    """Say ``sentence`` on the next page, with a button that posts to ``address``."""
    messages.success(
        request,
        format_html(
            '<div class="row row-between"><span>{}</span><form method="post" action="{}">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="button button-small">{}</button></form></div>',
            sentence,
            address,
            get_token(request),
            label,
        ),
    )
