"""A site's configuration: defaults, merging, and what a site shows of it."""

import pytest

from nameplate.core.errors import BadRequest
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
    found = site_config.of_site({"alwaysOn": True, "phpVersion": "8"}, written=False)
    assert (found["alwaysOn"], found["phpVersion"], found["numberOfWorkers"]) == (True, None, 1)
    assert (found["functionAppScaleLimit"], found["ipSecurityRestrictions"]) == (0, None)
    assert list(found) == list(site_config.DEFAULTS)


def test_the_answer_to_a_write_shows_more() -> None:
    app = site_config.of_site({}, written=True)
    function = site_config.of_site({}, "functionapp,linux", written=True)

    assert len(app["ipSecurityRestrictions"]) == 1
    assert (app["functionAppScaleLimit"], app["elasticWebAppScaleLimit"]) == (None, 0)
    assert (function["functionAppScaleLimit"], function["elasticWebAppScaleLimit"]) == (0, None)


def test_the_whole_has_every_member() -> None:
    found = site_config.full({"alwaysOn": True})
    assert list(found) == list(site_config.DEFAULTS)
    assert found["alwaysOn"] is True


def test_web_says_that_nobody_signs_in() -> None:
    given = {"siteAuthEnabled": False, "publishingUsername": "x", "virtualApplications": [{}, 1]}
    found = site_config.web(site_config.merged({}, given), "$web1")

    assert (found["siteAuthEnabled"], found["siteAuthSettings"]["enabled"]) == (False, None)
    assert found["publishingUsername"] == "$web1"
    assert found["virtualApplications"] == [{"virtualDirectories": None}, 1]
    names = list(found)
    assert names.index("siteAuthEnabled") == names.index("publicNetworkAccess") + 1


@pytest.mark.parametrize("given", [{"siteAuthEnabled": True}, {"siteAuthSettings": {"enabled": 1}}])
def test_what_promises_to_sign_people_in_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match="nothing would check who signs in"):
        site_config.merged({}, given)


def test_limits_are_those_of_the_kind() -> None:
    app = site_config.web({"functionAppScaleLimit": 3}, "$a")
    functions = site_config.web({"functionAppScaleLimit": 3}, "$a", kind="functionapp,linux")
    assert (app["functionAppScaleLimit"], app["elasticWebAppScaleLimit"]) == (None, 0)
    assert (functions["functionAppScaleLimit"], functions["elasticWebAppScaleLimit"]) == (3, None)


def test_what_is_said_by_default_is_the_same() -> None:
    assert site_config.same({}, {"functionAppScaleLimit": 0, "alwaysOn": False})
    assert not site_config.same({}, {"use32BitWorkerProcess": False})
    assert not site_config.same({"appCommandLine": "a"}, {"appCommandLine": "b"})
