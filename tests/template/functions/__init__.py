"""Tests of the functions: each against its documented law, with generated values."""
