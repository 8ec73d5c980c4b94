"""The catalogue of settings."""

from nameplate.config.catalogue import BY_NAME, BY_VARIABLE, SETTINGS


def test_every_setting_is_spelled_alike_everywhere() -> None:
    setting = BY_NAME["https_port"]
    assert setting.variable == "NAMEPLATE_HTTPS_PORT"
    assert setting.flag == "--https-port"
    assert BY_VARIABLE[setting.variable] is setting


def test_every_default_is_one_that_would_be_accepted() -> None:
    for setting in SETTINGS:
        if setting.default is not None:
            assert setting.kind.read(setting.default) == setting.default


def test_every_setting_says_what_it_means() -> None:
    assert all(setting.meaning for setting in SETTINGS)
    assert len(BY_NAME) == len(BY_VARIABLE) == len(SETTINGS)
