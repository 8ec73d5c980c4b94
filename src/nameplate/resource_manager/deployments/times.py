"""Times and spans of deployments, as the recordings write them (``wire.md`` 29)."""

from nameplate.core.clock import iso8601


def timestamp(seconds: float) -> str:
    """A time with up to seven digits of a second's part, without zeros at its end."""
    return f"{iso8601(seconds)[:-1].rstrip('0').rstrip('.')}Z"


def duration(seconds: float) -> str:
    """A time span as XML Schema writes it: ``PT1M3.5S``."""
    ticks = max(0, round(seconds * 10_000_000))
    whole, part = divmod(ticks, 10_000_000)
    minutes, left = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    tail = f".{part:07d}".rstrip("0") if part else ""
    words = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    if left or part or not (days or hours or minutes):
        words.append(f"{left}{tail}S")
    clock = "".join(words)
    return f"P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"
