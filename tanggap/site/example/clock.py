"""The story's clock: while the example is told, «now» is when the story is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


class StoryClock:
    """Answers for ``django.utils.timezone.now`` within :meth:`running`.

    Only the process that loads the example runs it, before anything is served: no other
    thread asks for the time meanwhile.
    """

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    @contextmanager
    def running(self) -> Iterator[None]:
        true_now = timezone.now
        setattr(timezone, "now", self.now)  # noqa: B010 - assigning is what is meant
        try:
            yield
        finally:
            setattr(timezone, "now", true_now)  # noqa: B010
