"""The living example: one invented health centre and twelve months of its feedback.

Nothing in it is anybody's: names are common first names with invented second ones, and
every phone number begins with +62 840, which no Indonesian operator has. It is told
through the same actions that staff use, with the clock set to the story's time, so that
History, promises of time and papers are what they would be. The same seed and day of
loading give the same story.

It lives in a TANGGAP_HOME of its own (``<home>/contoh``) and cannot send: every answer
there is a hand task.
"""
