"""Kits: what every implementation of a protocol must do, as classes of tests.

A kit asks for a fixture ``store`` (``tests.conformance.stores.Store``). It runs on the fakes in
``test_fakes`` and on every database in ``tests/store``, which is what lets a fake stand for one.
"""

import pytest

pytest.register_assert_rewrite(
    "tests.conformance.audit_kit",
    "tests.conformance.directory_kit",
    "tests.conformance.keys_kit",
    "tests.conformance.policies_kit",
    "tests.conformance.providers",
    "tests.conformance.resources_kit",
    "tests.conformance.vault_kit",
    "tests.conformance.units_kit",
)
