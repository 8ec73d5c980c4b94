"""What a test learns of what was asked."""

from nameplate.audit.event import Event, EventKind
from nameplate.testing.activity import Activity
from nameplate.testing.platform import Platform
from tests.testing import asking


def test_what_the_code_under_test_did(platform: Platform) -> None:
    vault = platform.vault("contoso")
    vault.secret("one", "1")
    app = platform.webapp("web1")

    with app.activated():
        bearer = asking.token()
        assert asking.secret(vault, "one", bearer)[0] == 403
        app.allow(vault="contoso", secrets=["get"])
        assert asking.secret(vault, "one", bearer)[0] == 200
        asking.token()

    first, refused, read, again = platform.activity
    assert (first.action, first.app, first.on) == ("token", "web1", "https://vault.azure.net")
    assert (refused.action, refused.allowed, refused.on) == ("secrets/get", False, "contoso")
    assert (read.secret, read.allowed) == ("one", True)
    assert again.app == "web1"
    assert platform.activity.tokens == [first, again]
    assert platform.activity.refused == [refused]
    assert platform.activity.allowed == [first, read, again]
    assert platform.activity.of(app="web1", action="secrets/get", on="contoso") == [refused, read]
    assert platform.activity.of(app="web2") == []
    assert "secrets/get" in repr(platform.activity)


def test_what_the_test_did_itself_is_left_out() -> None:
    activity = Activity("operator")

    for kind, who in (
        (EventKind.DECISION, "app"),
        (EventKind.TOKEN, "operator"),
        (EventKind.CHANGE, None),
    ):
        event = Event(kind=kind, action="any", outcome="allowed", resource="", object_id=who)
        activity.watch(event)

    assert len(activity) == 1
    activity.clear()
    assert list(activity) == []
