"""The statuses are those that Microsoft.Web's clients know, and a value in one is not shown."""

from nameplate.apphost.reference_status import Found, Resolution, Status
from nameplate.core.secret_value import SecretValue


def test_the_words_of_the_api() -> None:
    assert {each.value for each in Status} == {
        *("Resolved", "InvalidSyntax", "MSINotEnabled", "VaultNotFound", "SecretNotFound"),
        *("SecretVersionNotFound", "AccessToKeyVaultDenied", "OtherReasons"),
    }


def test_no_representation_shows_a_value() -> None:
    value = SecretValue("hunter2")
    resolution = Resolution(
        reference="@", status=Status.RESOLVED, details="", identity="SystemAssigned", value=value
    )
    assert "hunter2" not in repr((Found("0a1", value), resolution))
