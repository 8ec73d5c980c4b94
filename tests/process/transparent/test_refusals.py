"""Why a network of one's own cannot be had, with the setting that is behind it."""

import errno
from pathlib import Path

import pytest

from nameplate.process.transparent.refusals import Refusal, Step, read_limits, words_of


@pytest.mark.parametrize(
    ("step", "number", "limits", "expected"),
    [
        (Step.NAMESPACES, errno.ENOSPC, {"user.max_user_namespaces": 0}, "namespaces is 0"),
        (Step.NAMESPACES, errno.EPERM, {"user.max_net_namespaces": 0}, "max_net_namespaces is 0"),
        (Step.NAMESPACES, errno.ENOSPC, {"user.max_user_namespaces": 9}, "no namespace is left"),
        (Step.NAMESPACES, errno.EINVAL, {}, "CONFIG_USER_NS"),
        (Step.NAMESPACES, errno.EPERM, {"kernel.unprivileged_userns_clone": 0}, "clone=1"),
        (Step.USER, errno.EPERM, {"kernel.apparmor_restrict_unprivileged_userns": 1}, "AppArmor"),
        (Step.USER, errno.EPERM, {}, "an ordinary user may"),
        (Step.FILES, errno.EACCES, {"kernel.apparmor_restrict_unprivileged_userns": 1}, "AppArmor"),
        (Step.NAMESPACES, errno.EPERM, {}, "seccomp"),
        (Step.DOORS, errno.EADDRINUSE, {}, "Address already in use"),
    ],
)
def test_each_has_its_words_and_another_mode(
    step: Step, number: int, limits: dict[str, int], expected: str
) -> None:
    said = words_of(Refusal(step, number, "detail"), limits)

    assert expected in said
    assert "--mode proxy" in said
    assert "\n" not in said


def test_only_settings_that_the_kernel_has_are_read(tmp_path: Path) -> None:
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "max_user_namespaces").write_text("0\n")

    assert read_limits(tmp_path) == {"user.max_user_namespaces": 0}
