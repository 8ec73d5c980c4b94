"""ARM ids: read, compared, refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId

GROUP = "/subscriptions/s1/resourceGroups/Local"
SITE = f"{GROUP}/providers/Microsoft.Web/sites/Web1"


def test_a_site() -> None:
    site = ResourceId.parse(SITE)

    assert site.subscription_id == "s1"
    assert site.resource_group == "Local"
    assert site.type == "Microsoft.Web/sites"
    assert site.name == "Web1"
    assert site.parent == GROUP
    assert str(site) == SITE
    assert site.key == SITE.lower()


def test_a_nested_resource_has_the_resource_as_its_parent() -> None:
    slot = ResourceId.parse(f"{SITE}/slots/staging")

    assert slot.type == "Microsoft.Web/sites/slots"
    assert slot.parent == SITE


def test_an_extension_resource_has_what_it_extends_as_its_parent() -> None:
    assignment = ResourceId.parse(f"{SITE}/providers/Microsoft.Authorization/roleAssignments/r1")

    assert assignment.type == "Microsoft.Authorization/roleAssignments"
    assert assignment.parent == SITE


def test_groups_and_subscriptions_have_a_type() -> None:
    assert ResourceId.parse(GROUP).type == "Microsoft.Resources/resourceGroups"
    assert ResourceId.parse(GROUP).name == "Local"
    assert ResourceId.parse("/subscriptions/s1").type == "Microsoft.Resources/subscriptions"
    assert ResourceId.parse("/subscriptions/s1").name == "s1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "subscriptions/s1",
        "/subscriptions/",
        "/subscriptions/s1/resourceGroups/",
        f"{GROUP}/providers/Microsoft.Web/sites",
        f"{SITE}/slots",
        f"{GROUP}//providers/Microsoft.Web/sites/a",
        "/x/y/z",
        SITE + "a" * 2000,
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        ResourceId.parse(text)

    assert refusal.value.code == "LinkedInvalidPropertyId"


@given(st.text(alphabet=string.ascii_letters + "/._-", max_size=120))
def test_any_text_is_read_back_as_given_or_refused(text: str) -> None:
    try:
        parsed = ResourceId.parse(text)
    except BadRequest:
        return

    assert str(parsed) == text
    assert len(parsed.types) == len(parsed.names)
