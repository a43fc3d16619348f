"""Analysis and the follow-up plan (RTL): what is done about it, and whether that was right.

SOP Padaherang steps 5 and 6 (A-11, A-12), Sumbersari step 5. In come the entries of the book;
out go plans with their realisation and evaluation, and a corrective plan where one failed.
"""
