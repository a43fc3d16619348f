"""The public's own pages: write to us without an account, and see what became of it.

SOP A-03.2 (the means are prepared) and B-03.1: the form is one more channel beside WhatsApp,
telephone and box. In comes what somebody types at /lapor; out goes an arrival that ``inbox``
reads like any other, and a receipt with a tracking number and a word (UU 25/2009 art. 44).
"""
