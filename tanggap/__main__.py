"""``python -m tanggap`` is the console script ``tanggap``."""

import sys

from tanggap.site.command_line import main

if __name__ == "__main__":
    sys.exit(main())
