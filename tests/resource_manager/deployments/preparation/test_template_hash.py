"""A template's hash: 64 bits, and the same however the template is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.preparation.template_hash import template_hash
from nameplate.template.errors import InvalidTemplate

DOCUMENTS = st.dictionaries(st.text(max_size=5), st.integers(-9, 9) | st.text(max_size=5))


@given(document=DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_the_order_of_members_does_not_matter(document: dict[str, object]) -> None:
    turned = dict(reversed(document.items()))
    found = template_hash(document)
    assert found == template_hash(turned)
    assert 0 <= int(found) < 2**64


def test_what_differs_has_another_hash() -> None:
    assert template_hash({"a": 1}) != template_hash({"a": 2})


def test_integers_beyond_64_bits_are_no_templates() -> None:
    with pytest.raises(InvalidTemplate, match="Int64"):
        template_hash({"a": 2**70})
