"""The words in which channels report what happened, for the steps to the right.

Only gateway speaks through channels (design §3); the events themselves are its news.
"""

from tanggap.channels._contract import (
    COMMENT_WRITER,
    UNDER_COMMENT,
    CommentHidden,
    CommentPlace,
    CommentsListed,
    DeliverySeen,
    Event,
    Failure,
    IdentityChanged,
    IdentityKey,
    MediaRef,
    MessageEdited,
    MessageKind,
    MessageRevoked,
    MessageSeen,
    Notice,
    Party,
    Reaction,
    SignOfLife,
    Unreadable,
)

__all__ = [
    "COMMENT_WRITER",
    "UNDER_COMMENT",
    "CommentHidden",
    "CommentPlace",
    "CommentsListed",
    "DeliverySeen",
    "Event",
    "Failure",
    "IdentityChanged",
    "IdentityKey",
    "MediaRef",
    "MessageEdited",
    "MessageKind",
    "MessageRevoked",
    "MessageSeen",
    "Notice",
    "Party",
    "Reaction",
    "SignOfLife",
    "Unreadable",
]
