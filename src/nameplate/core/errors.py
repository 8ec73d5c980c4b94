"""The whole failure space of the APIs, as one tree.

NameplateError                 status, code, message; rendered by the wire on which it leaves
├── BadRequest            400
├── Unauthorized          401  (challenge: the value of WWW-Authenticate)
├── Forbidden             403
├── NotFound              404
├── MethodNotAllowed      405
├── RequestTimeout        408
├── Conflict              409
├── Gone                  410
├── PreconditionFailed    412
├── ContentTooLarge       413
├── UriTooLong            414
├── UnsupportedMediaType  415
├── MisdirectedRequest    421
├── TooManyRequests       429  (retry_after, seconds)
├── HeadersTooLarge       431
├── InternalFailure       500
├── BadGateway            502
├── Unavailable           503  (retry_after, seconds)
└── GatewayTimeout        504

An error carries a code and facts; the words are the wire's own and stand where it is raised.
Messages of errors never hold a secret.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class NameplateError(Exception):
    """A failure that a client is told about.

    ``code`` and ``message`` are the wire's (``SecretNotFound``, ``AADSTS700016``...);
    ``inner_code`` is Key Vault's ``innererror.code``; ``target``, ``details`` and
    ``additional_info`` (``{"type": ..., "info": {...}}``) are ARM's.
    """

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        message: str,
        *,
        inner_code: str | None = None,
        target: str | None = None,
        details: Sequence["NameplateError"] = (),
        headers: Sequence[tuple[str, str]] = (),
        additional_info: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(f"({code}) {message}")
        self.code = code
        self.message = message
        self.inner_code = inner_code
        self.target = target
        self.details = tuple(details)
        self.headers = tuple(headers)
        self.additional_info = tuple(additional_info)


class BadRequest(NameplateError):
    status = 400


class Unauthorized(NameplateError):
    status = 401


class Forbidden(NameplateError):
    status = 403


class NotFound(NameplateError):
    status = 404


class MethodNotAllowed(NameplateError):
    status = 405


class RequestTimeout(NameplateError):
    status = 408


class Conflict(NameplateError):
    status = 409


class Gone(NameplateError):
    status = 410


class PreconditionFailed(NameplateError):
    status = 412


class ContentTooLarge(NameplateError):
    status = 413


class UriTooLong(NameplateError):
    status = 414


class UnsupportedMediaType(NameplateError):
    status = 415


class MisdirectedRequest(NameplateError):
    status = 421


class TooManyRequests(NameplateError):
    status = 429


class HeadersTooLarge(NameplateError):
    status = 431


class InternalFailure(NameplateError):
    status = 500


class BadGateway(NameplateError):
    status = 502


class Unavailable(NameplateError):
    status = 503


class GatewayTimeout(NameplateError):
    status = 504
