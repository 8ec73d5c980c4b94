"""From a template to a deployment: upload, parameters, what it would change, go."""

import asyncio

from tests.portal.deployments.templates import fill, identity, template, upload
from tests.portal.portals import Browser, Page, Stand

PARAMETERS = {
    "name": {"type": "string", "metadata": {"description": "What it is called."}},
    "count": {"type": "int", "defaultValue": 1, "minValue": 1},
    "tags": {"type": "object", "defaultValue": {"a": "b"}},
    "secret": {"type": "securestring"},
}


async def ended(browser: Browser, path: str) -> Page:
    """The deployment's page once it has ended."""
    for _ in range(200):
        page = await browser.get(path)
        if "State Succeeded" in page.words or "State Failed" in page.words:
            return page
        await asyncio.sleep(0.02)
    raise AssertionError(page.words)


async def test_a_template_becomes_a_form_a_forecast_and_a_deployment(
    stand: Stand, browser: Browser
) -> None:
    await stand.site("web1")  # its group is there
    text = template(identity("[parameters('name')]"), parameters=PARAMETERS)
    page = await upload(browser, text)
    assert page.status == 200
    assert "What it is called." in page.words
    assert "Left empty it is: 1" in page.words
    assert 'name="p-secret" type="password"' in page.text
    page = await fill(browser, "what-if", name="shared", secret="hunter2")
    assert "1 create" in page.words
    assert "create shared" in page.words
    assert "hunter2" not in page.text
    assert "What you typed is kept" in page.words
    page = await fill(browser, "deploy", name="shared")
    assert page.path == "/deployments/local/main"
    page = await ended(browser, page.path)
    assert "State Succeeded" in page.words
    assert "shared" in page.words
    assert "hunter2" not in page.text
    assert "secret SecureString (not shown)" in page.words


async def test_a_second_time_nothing_changes(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    text = template(identity("shared"))
    await upload(browser, text)
    page = await fill(browser, "deploy")
    await ended(browser, page.path)
    await upload(browser, text)
    page = await fill(browser, "what-if")
    assert "1 no change" in page.words


async def test_what_is_no_value_of_its_type_is_told_at_its_field(browser: Browser) -> None:
    await upload(browser, template(identity("x"), parameters=PARAMETERS))
    page = await fill(browser, "deploy", name="a", count="many", tags="[1]", secret="s")
    assert page.status == 422
    assert "A whole number." in page.words
    assert "A JSON object." in page.words
    assert 'value="many"' in page.text


async def test_what_the_service_refuses_is_shown_with_its_details(
    stand: Stand, browser: Browser
) -> None:
    await stand.site("web1")
    await upload(browser, template({**identity("x"), "type": "Contoso.Toys/cars"}))
    page = await fill(browser, "what-if")
    assert page.status == 422
    assert "It would not be deployed like this." in page.words
    assert "Contoso.Toys" in page.words


async def test_what_is_no_template_is_told_and_stays(browser: Browser) -> None:
    for text, said in (
        ("", "is empty"),
        ("{", "is no JSON"),
        ("[]", "is no JSON object"),
        ("{}", "no deployment template"),
        ("param name string", "Bicep"),
    ):
        page = await upload(browser, text)
        assert page.status == 422
        assert said in page.words


async def test_a_draft_is_its_owners_alone(stand: Stand, browser: Browser) -> None:
    page = await upload(browser, template(identity("x")))
    other = await stand.browser()
    assert (await other.get(page.path)).status == 404
    page = await fill(browser, "discard")
    assert page.path.startswith("/deployments?scope=local")


async def test_a_reader_who_forges_a_deployment_is_refused(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    await upload(browser, template(identity("x")))
    assert (await fill(browser, "deploy")).status == 403


async def test_at_the_subscription_with_a_region(browser: Browser) -> None:
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2021-04-01",
        "name": "made",
        "location": "westeurope",
    }
    schema = template(group).replace("deploymentTemplate", "subscriptionDeploymentTemplate")
    page = await upload(browser, schema, scope="~")
    assert "Where the deployment is recorded" in page.words
    page = await fill(browser, "deploy")
    assert page.path == "/deployments/~/main"
    assert "State Succeeded" in (await ended(browser, page.path)).words
