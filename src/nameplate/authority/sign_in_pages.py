"""The pages of a sign-in: plain HTML, with nothing from elsewhere.

Everything that a client or a person gave is escaped; the policy allows this style, this script and
nothing else (Content Security Policy Level 3), and no other site may frame a page.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Final

from nameplate.authority.rendering import SECURITY
from nameplate.edge.http import Response, encode_headers

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f3f2f1;color:#1b1a19}"
    "main{max-width:24rem;margin:10vh auto;padding:2rem;background:#fff;"
    "box-shadow:0 2px 6px #0003}"
    "h1{font-size:1.4rem;margin:0 0 .5rem}label{display:block;margin:1rem 0}"
    "input{box-sizing:border-box;width:100%;font:inherit;padding:.4rem;margin-top:.25rem}"
    "button{font:inherit;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}"
    "code{display:block;padding:.5rem;background:#f3f2f1;overflow-wrap:anywhere}"
    ".error{color:#a4262c}.quiet{color:#605e5c;font-size:.85rem}"
)
_SUBMIT: Final = "document.forms[0].submit()"
_HTML: Final = "text/html; charset=utf-8"


def sign_in_page(
    *,
    flow: str,
    action: str,
    client: str,
    target: str,
    name: str,
    error: str = "",
    operator_code: str = "",
) -> str:
    """A form for a name and a password; or, for the operator, a code to approve elsewhere."""
    head = (
        f"<h1>Sign in</h1><p>to continue to <strong>{escape(client)}</strong></p>"
        + (f'<p class="error" role="alert">{escape(error)}</p>' if error else "")
        + f'<form method="post" action="{escape(action)}" autocomplete="on">'
        f'<input type="hidden" name="flow" value="{escape(flow)}">'
    )
    foot = (
        '<button name="action" value="cancel" formnovalidate>Cancel</button></form>'
        f'<p class="quiet">You will be sent to {escape(target)}.</p>'
    )
    if operator_code:
        return _document(head + _operator(operator_code) + foot)
    focus = ("", " autofocus") if name else (" autofocus", "")
    fields = (
        '<label>Name<input name="username" autocomplete="username" '
        f'value="{escape(name)}" required{focus[0]}></label>'
        '<label>Password<input name="password" type="password" '
        f'autocomplete="current-password" required{focus[1]}></label>'
        '<button name="action" value="password">Sign in</button>'
    )
    other = (
        '<button name="action" value="operator" formnovalidate>'
        "I am the operator of this installation</button>"
    )
    return _document(head + fields + other + foot)


def form_post_page(target: str, parameters: Mapping[str, str]) -> str:
    """A form that sends itself to the client (OAuth 2.0 Form Post Response Mode)."""
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items()
    )
    return _document(
        f'<form method="post" action="{escape(target)}">{fields}'
        f"<noscript><button>Continue</button></noscript></form><script>{_SUBMIT}</script>"
    )


def error_page(description: str) -> str:
    """What is told the person, because no client can be told."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in description.splitlines())
    return _document(f"<h1>Sorry, but we are having trouble signing you in.</h1>{lines}")


def done_page() -> str:
    """Where a client that reads its answer from the browser's address sends the browser."""
    return _document("<h1>You may close this window.</h1>")


def page(
    content: str,
    *,
    status: int = 200,
    form_targets: str = "'none'",
    cookie: str = "",
    sends_itself: bool = False,
) -> Response:
    """A page with its policy; ``form_targets``: where its forms, and what answers them, may go."""
    script = _hash(_SUBMIT) if sends_itself else "'none'"
    policy = (
        f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {script}; "
        f"form-action {form_targets}; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = [
        ("content-type", _HTML),
        ("content-security-policy", policy),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        *NOT_KEPT,
    ]
    if cookie:
        headers.append(("set-cookie", cookie))
    return Response(status, content.encode(), encode_headers(headers))


def _operator(code: str) -> str:
    command = f"nameplate account device-code approve --code {code}"
    return (
        "<p>Approve this sign-in where you run Nameplate, then continue:</p>"
        f"<code>{escape(command)}</code>"
        '<button name="action" value="operator" formnovalidate>Continue</button>'
    )


def _document(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Sign in</title>'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


NOT_KEPT: Final = (("cache-control", "no-store, no-cache"), ("pragma", "no-cache"), *SECURITY)
"""A page is of one sign-in: no cache keeps it."""
