"""Tests of what is known before a deployment runs."""
