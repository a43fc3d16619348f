"""Log lines that quote nobody: an error is named by its kind and place, never by its words.

A database's complaint holds the row («Failing row contains (Mak Icih, 0812…)»), and a log
is copied to whoever helps: so the words of exceptions stay out (UU 27/2022).
"""

import logging
import traceback
from types import TracebackType

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class QuotesNobody(logging.Formatter):
    """Writes a traceback as its places in the code and the kind of the error alone."""

    def formatException(self, ei: _Raised | tuple[None, None, None]) -> str:  # noqa: N802
        kind, _, trace = ei
        places = "".join(traceback.format_tb(trace))
        return f"{places}{kind.__name__ if kind else 'Error'}"
