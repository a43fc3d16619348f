"""SOP Padaherang step 3, Sumbersari step 1: the public is told where it can write to us.

The team prints leaflet, poster and table card from the lines that are open today, and
writes down every time it tells people of them: in service hours, at a cross-sector
meeting, by leaflet, by social media (A-09). In: lines, the health centre's profile and
promises. Out: papers for the public, and the log of socialisation with its evidence.
"""
