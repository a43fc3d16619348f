"""Tanggap: the software of one procedure, feedback and complaints at a health centre.

One package per step of the journey of a message; the map is ARCHITECTURE.md.
"""

__version__ = "0.1.0"
