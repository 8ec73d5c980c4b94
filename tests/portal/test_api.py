"""An answer of an API."""

from nameplate.portal.api import Reply


def test_a_reply() -> None:
    reply = Reply(200, (("etag", '"1"'), ("etag", '"2"')), b'{"a": 1}')
    assert reply.header("etag") == '"1"'
    assert reply.header("location") is None
    assert reply.json() == {"a": 1}
    assert Reply(204).json() is None
