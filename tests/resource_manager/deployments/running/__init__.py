"""Tests of a deployment that runs."""
