"""Tests of the pages of vaults."""
