"""Times on pages."""

import pytest

from nameplate.portal.times import time_element


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            0,
            (
                '<time datetime="1970-01-01T00:00:00Z" title="1970-01-01T00:00:00Z">'
                "1970-01-01 00:00 UTC</time>"
            ),
        ),
        (
            "2026-11-23T16:09:00.12Z",
            (
                '<time datetime="2026-11-23T16:09:00.12Z" title="2026-11-23T16:09:00.12Z">'
                "2026-11-23 16:09 UTC</time>"
            ),
        ),
        ("soon", "soon"),
        (10**15, "1000000000000000"),
        (-(10**15), "-1000000000000000"),
        (1e999, "inf"),
        ("<b>", "&lt;b&gt;"),
        (None, ""),
    ],
)
def test_readable_and_exact(value: object, text: str) -> None:
    assert str(time_element(value)) == text
