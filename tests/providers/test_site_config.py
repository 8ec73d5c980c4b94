"""A site's configuration: defaults, merging, and what a site shows of it."""

from nameplate.providers import site_config


def test_null_says_nothing_and_secrets_are_not_kept() -> None:
    given = {"alwaysOn": True, "phpVersion": None, "appSettings": [{"name": "a"}], "newer": 1}
    assert site_config.merged({"x": 1, "phpVersion": "8"}, given) == {
        "x": 1,
        "phpVersion": "8",
        "alwaysOn": True,
        "newer": 1,
    }


def test_a_site_shows_few_members_of_it() -> None:
    found = site_config.of_site({"alwaysOn": True, "phpVersion": "8"})
    assert (found["alwaysOn"], found["phpVersion"], found["numberOfWorkers"]) == (True, None, 1)
    assert list(found) == list(site_config.DEFAULTS)


def test_the_whole_has_every_member() -> None:
    found = site_config.full({"alwaysOn": True})
    assert list(found) == list(site_config.DEFAULTS)
    assert found["alwaysOn"] is True
