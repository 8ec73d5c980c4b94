"""From a template to a deployment: upload, parameters, what it would change, go."""

from typing import Any, Final

from starlette.responses import Response

from nameplate.core.secret_value import SecretValue
from nameplate.portal.deployments.drafts import Draft
from nameplate.portal.deployments.fields import Field, Wrong, fields_of, text_of, value_of
from nameplate.portal.deployments.foretold import Foretold, read_changes
from nameplate.portal.deployments.scopes import (
    VERSION,
    Scope,
    choices,
    deployment_id,
    scope_of,
)
from nameplate.portal.deployments.template import read_parameters, read_template
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.groups import ensure_group
from nameplate.portal.visit import Visit

_MODES: Final = ("Incremental", "Complete")


async def show(visit: Visit) -> Response:
    """Where, under which name, and which template."""
    scope = visit.query.get("scope", "").strip() or visit.place.default_group
    return await _upload(visit, scope=scope, name="main", text="")


async def act(visit: Visit) -> Response:
    """Read the template; its form comes next."""
    form = visit.form
    scope, name, text = form.text("scope"), form.text("name"), form.raw("text")
    try:
        deployment_id(scope_of(visit, scope), name)
        body = form.file("template") or text.encode()
        template = read_template(body)
        given = read_parameters(form.file("parameters"))
        draft = Draft(visit.session.key, scope, name, template, len(body))
        _prefill(draft, given)
    except NoSuchPage:
        problem = "A deployment's name has letters, digits, hyphens, dots and underscores."
    except ApiFailure as failure:
        problem = failure.message
    else:
        visit.desk.drafts.keep(draft)
        return visit.redirect("deployment.draft", draft=draft.key)
    return await _upload(visit, 422, problem, scope=scope, name=name, text=text)


async def fill(visit: Visit) -> Response:
    """The form of a template's parameters."""
    return _form(visit, _draft(visit))


async def go(visit: Visit) -> Response:
    """What it would change, or do it."""
    draft = _draft(visit)
    action = visit.form.text("action")
    if action == "discard":
        visit.desk.drafts.drop(draft)
        return visit.redirect("deployments", {"scope": draft.scope})
    if action not in {"what-if", "deploy"}:
        raise NoSuchPage
    wrong = _typed(visit, draft)
    visit.desk.drafts.keep(draft)
    if wrong:
        return _form(visit, draft, wrong=wrong, status=422)
    scope = scope_of(visit, draft.scope)
    path, body = deployment_id(scope, draft.name), _body(draft, scope)
    try:
        if action == "what-if":
            found = await visit.arm.settled(f"{path}/whatIf", VERSION, body)
            return _form(visit, draft, foretold=read_changes(found))
        if not scope.is_subscription:
            await ensure_group(visit, scope.key, visit.place.default_location)
        await visit.arm.put(path, VERSION, body)
    except ApiFailure as failure:
        if failure.status in {401, 403} or failure.status >= 500:
            raise
        return _form(visit, draft, failure=failure, status=422)
    visit.desk.drafts.drop(draft)
    return visit.redirect("deployment", scope=draft.scope, name=draft.name)


def _draft(visit: Visit) -> Draft:
    draft = visit.desk.drafts.find(visit.names["draft"], visit.session.key)
    if draft is None:
        raise NoSuchPage
    return draft


def _prefill(draft: Draft, given: Any) -> None:
    """What a parameter file says; a name that the template has not is refused."""
    fields = {field.name.casefold(): field for field in fields_of(draft.template)}
    for name, value in given.items():
        field = fields.get(name.casefold())
        if field is None:
            message = f"The template has no parameter {name}, which the parameter file gives."
            raise ApiFailure(400, "InvalidTemplate", message)
        _keep(draft, field, text_of(value))


def _typed(visit: Visit, draft: Draft) -> list[Wrong]:
    """Keep what was typed; what is wrong with it."""
    form = visit.form
    mode = form.text("mode")
    draft.mode = mode if mode in _MODES else "Incremental"
    draft.location = form.text("location")
    wrong: list[Wrong] = []
    for field in fields_of(draft.template):
        text = form.raw(f"p-{field.name}")
        if not (field.secure and not text):  # what was typed before holds
            _keep(draft, field, text)
        held = _text(draft, field)
        try:
            if held:
                value_of(field, held)
            elif field.required and field.type not in {"string", "securestring"}:
                wrong.append(Wrong(field.name, "This is needed."))
        except ValueError as error:
            wrong.append(Wrong(field.name, str(error)))
    return wrong


def _keep(draft: Draft, field: Field, text: str) -> None:
    if field.secure:
        draft.hidden[field.name] = SecretValue(text)
    else:
        draft.texts[field.name] = text


def _text(draft: Draft, field: Field) -> str:
    if field.secure:
        kept = draft.hidden.get(field.name)
        return "" if kept is None else kept.reveal()
    return draft.texts.get(field.name, "")


def _body(draft: Draft, scope: Scope) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for field in fields_of(draft.template):
        text = _text(draft, field)
        if text or field.required:
            parameters[field.name] = {"value": value_of(field, text)}
    properties = {"mode": draft.mode, "template": draft.template, "parameters": parameters}
    body: dict[str, Any] = {"properties": properties}
    if scope.is_subscription:
        body["location"] = draft.location
    return body


def _form(
    visit: Visit,
    draft: Draft,
    *,
    wrong: list[Wrong] | None = None,
    foretold: Foretold | None = None,
    failure: ApiFailure | None = None,
    status: int = 200,
) -> Response:
    return visit.page(
        "deployments/parameters.html",
        status,
        draft=draft,
        scope=scope_of(visit, draft.scope),
        fields=fields_of(draft.template),
        texts=draft.texts,
        hidden=frozenset(draft.hidden),
        modes=_MODES,
        location=draft.location or visit.place.default_location,
        wrong={each.name: each.problem for each in wrong or ()},
        foretold=foretold,
        failure=failure,
    )


async def _upload(visit: Visit, status: int = 200, problem: str = "", **given: str) -> Response:
    scopes = await choices(visit)
    if all(each != given["scope"] for each, _ in scopes) and given["scope"]:
        scopes = [(given["scope"], given["scope"]), *scopes]
    return visit.page(
        "deployments/upload.html", status, problem=problem, scopes=scopes, given=given
    )
