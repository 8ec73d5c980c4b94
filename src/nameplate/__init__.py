"""Nameplate: managed identity for every app, wherever it runs.

The rooms and who may import whom: ``tests/test_architecture.py``; the tour: ``docs/house.md``.
"""

__version__ = "0.1.0"
