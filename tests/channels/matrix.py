"""The matrix of abilities as docs/channels/README.md shows it, made from the classes."""

from tanggap.channels._contract import Abilities, Channel
from tanggap.channels._registry import channels

_LINKS = {"": "–", "wa.me": "wa.me", "sms": "sms:", "tel": "tel:"}


def _yes(value: object) -> str:
    return "yes" if value else "–"


def _comes_in(can: Abilities) -> str:
    ways = [
        word
        for word, is_so in (
            ("hook", can.has_hook),
            ("asked", can.polls_every),
            ("page", can.has_page),
            ("import", can.imports),
        )
        if is_so
    ]
    return ", ".join(ways) or "typed in"


def _row(channel: Channel) -> str:
    can = channel.abilities
    hours = can.answer_window and int(can.answer_window.total_seconds() // 3600)
    cells = [
        f"[{channel.label}]({channel.kind}.md)",
        f"`{channel.kind}`",
        _comes_in(can),
        "by itself" if can.sends else "by hand",
        _LINKS[can.hand_link],
        str(can.longest_text or "–"),
        f"{hours} h" if hours else "–",
        _yes(channel.fields),
    ]
    return "| " + " | ".join(cells) + " |"


def matrix() -> str:
    """Return the table, one row for each channel."""
    head = (
        "| channel | kind | comes in | goes out | hand link | longest text | window | settings |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(_row(channel) for channel in channels().values()) + "\n"


if __name__ == "__main__":
    print(matrix())
