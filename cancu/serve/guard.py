"""Control access: the token in the address, same-site requests only, a limited body, and a strict content policy on every answer."""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlencode

Role = Literal["write", "read"]
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

FILE_BYTES = 100 << 20
"""The largest uploaded file in bytes."""
BODY_BYTES = 400 << 20
"""The largest request in bytes."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}
_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Access:
    """The tokens of the addresses, and the host names accepted."""

    port: int
    hosts: frozenset[str] | None
    """Accepted names and addresses, without the port; None accepts any, for a server that listens on all of them."""
    write: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """The token for adding files and deciding; with `read_only` it grants no more than the other one."""
    read: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """The token for reading only."""
    read_only: bool = False

    @property
    def cookie(self) -> str:
        """The cookie's name; it contains the port, because cookies ignore ports."""
        return f"cancu_{self.port}"

    def role(self, token: str) -> Role | None:
        """Return the role that a token grants."""
        given = token.encode()
        if hmac.compare_digest(given, self.write.encode()):
            return "read" if self.read_only else "write"
        return "read" if hmac.compare_digest(given, self.read.encode()) else None

    def accepts_host(self, host: str) -> bool:
        """Return whether the host of a request is this server's, which prevents DNS rebinding."""
        name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "80")
        return self.hosts is None or (name in self.hosts and port == str(self.port))


class Guard:
    """An application behind its guard; `cancu.role` in the scope is the role of the request."""

    def __init__(self, app: App, access: Access, refused: Callable[[str], str]) -> None:
        """`refused` renders the page for a reason: host, token, origin, role or size."""
        self._app = app
        self._access = access
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        send = _with_headers(send)
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        token = given.pop("token", None)
        role = self._access.role(token) if token is not None else self._role_of_cookie(headers)
        reason = self._refusal_reason(scope["method"], headers, role)
        if reason:
            await _send_page(send, 413 if reason == "size" else 403, self._refused(reason))
        elif token is not None and scope["method"] in _READING and not scope["path"].endswith(".atom"):
            where = quote("/" + scope["path"].lstrip("/\\")) + (f"?{urlencode(given)}" if given else "")
            cookie = f"{self._access.cookie}={token}; Path=/; HttpOnly; SameSite=Strict"
            await _send_page(send, 303, "", (("location", where), ("set-cookie", cookie)))
        else:
            scope["cancu.role"] = role
            await self._app(scope, _bounded(receive, BODY_BYTES), send)

    def _role_of_cookie(self, headers: Mapping[str, str]) -> Role | None:
        cookies = SimpleCookie()
        cookies.load(headers.get("cookie", ""))
        snapshot = cookies.get(self._access.cookie)
        return self._access.role(snapshot.value) if snapshot else None

    def _refusal_reason(self, method: str, headers: Mapping[str, str], role: Role | None) -> str | None:
        host = headers.get("host", "")
        if not self._access.accepts_host(host):
            return "host"
        if role is None:
            return "token"
        foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            return "origin"
        if method not in _READING:
            if headers.get("origin") != f"http://{host}" or foreign:
                return "origin"
            if role != "write":
                return "role"
            if int(headers.get("content-length") or 0) > BODY_BYTES:
                return "size"
        return None


class TooLargeError(Exception):
    """A request body exceeds its limit."""


def _bounded(receive: Receive, most: int) -> Receive:
    """Return a receiver that raises an error when the body exceeds its limit."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise TooLargeError
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.decode("latin-1").lower() for name, _ in message.get("headers", ())}
            more = [(name.encode(), value.encode()) for name, value in _HEADERS.items() if name not in own]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sending


async def _send_page(send: Send, status: int, page: str, more: tuple[tuple[str, str], ...] = ()) -> None:
    headers = [("content-type", "text/html; charset=utf-8"), ("connection", "close"), *more]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        }
    )
    await send({"type": "http.response.body", "body": page.encode()})
