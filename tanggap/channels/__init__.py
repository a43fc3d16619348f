"""One file per channel: how each provider speaks, in plain Python without Django.

A channel opens nothing by itself: what it needs of the network is handed to it. The
contract is ``_contract.py``; ``_registry.py`` lists the folder.
"""
