"""Tests of a template's sections."""
