"""What a visitor sees when an app cannot answer: a small page in our own words."""

from html import escape
from typing import Final

from nameplate.apphost.states import Condition, State

_PAGE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 1em}}
h1{{font-size:1.4em}}p{{color:#555}}</style></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""

STOPPED: Final = (403, "This app is stopped", "Whoever runs it can start it again.")
NO_APP: Final = (404, "There is no such app here", "No app or slot has this name.")
MISDIRECTED: Final = (421, "Misdirected request", "This connection was made for another host.")
BAD_REQUEST: Final = (400, "Bad request", "The request could not be read.")
BAD_ANSWER: Final = (502, "The app gave no valid answer", "Its log may say more.")
TOO_SLOW: Final = (504, "The app took too long", "It gave no answer in time.")
_EMPTY: Final = (404, "Nothing was deployed to this app yet", "Deploy something, and come again.")
_FAILING: Final = (503, "This app cannot answer now", "It is not running; its log says why.")
STARTING: Final = (503, "This app is still starting", "It did not answer in time. Try again soon.")


def page_of(condition: Condition) -> tuple[int, str, str]:
    """Status, title and text for an app that has no process to answer."""
    if condition.state is State.STOPPED:
        return STOPPED
    if condition.state is State.EMPTY:
        return _EMPTY
    return STARTING if condition.state is State.STARTING else _FAILING


def rendered(page: tuple[int, str, str]) -> bytes:
    """A page as bytes; what a visitor sent never stands in it."""
    _, title, text = page
    return _PAGE.format(title=escape(title), text=escape(text)).encode()
