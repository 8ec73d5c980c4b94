"""Listening sockets, bound before anything is built on their ports."""

import errno
import socket

from nameplate.config.errors import ConfigurationError


def bind(host: str, port: int, what: str) -> socket.socket:
    """A bound TCP socket; port 0 takes a free one. Raises ConfigurationError naming the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError as problem:
        opened.close()
        raise ConfigurationError(_reason(host, port, what, problem)) from None
    opened.setblocking(False)
    return opened


def port_of(opened: socket.socket) -> int:
    """The port that a bound socket has."""
    port: int = opened.getsockname()[1]
    return port


def _reason(host: str, port: int, what: str, problem: OSError) -> str:
    option = f"--{what}-port"
    if problem.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} ({what}) is in use: choose another with {option} or "
            "--port-base."
        )
    if problem.errno == errno.EACCES:
        return f"port {port} on {host} ({what}) needs root: choose one above 1023 with {option}."
    return f"cannot listen on {host}:{port} ({what}): {problem.strerror}."
