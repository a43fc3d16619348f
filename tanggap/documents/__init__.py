"""Content becomes paper: letterhead, headings, signatures, as PDF (typst) and XLSX.

Knows nothing of complaints: a step hands in content, this package lays it out.
"""
