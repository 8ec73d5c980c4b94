"""Tests of the pages of deployments."""
