"""Tests of the page of keys."""
