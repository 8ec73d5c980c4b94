"""Faults on purpose: ``python -m tests.faults`` kills a served home again and again."""
