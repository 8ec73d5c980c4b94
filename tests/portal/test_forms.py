"""The fields of a form."""

from nameplate.portal.forms import Form

FORM = Form(
    [("name", "  web1 "), ("name", "other"), ("text", " a\r\nb "), ("box", "x"), ("box", "y ")],
    [("file", b"content")],
)


def test_text_is_trimmed_and_the_first() -> None:
    assert FORM.text("name") == "web1"
    assert FORM.text("none") == ""
    assert FORM.text("none", "default") == "default"


def test_raw_is_not() -> None:
    assert FORM.raw("text") == " a\nb "


def test_boxes_and_files() -> None:
    assert FORM.every("box") == ["x", "y"]
    assert FORM.file("file") == b"content"
    assert FORM.file("none") == b""
    assert len(list(FORM.items())) == 5


def test_nothing_is_cut_off() -> None:
    assert len(Form([("text", "x" * 1_000_000)]).raw("text")) == 1_000_000
