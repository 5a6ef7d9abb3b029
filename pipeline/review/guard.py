"""Who may talk to the review server: this page in this browser, and nobody else on the machine or the web."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-review-token"
MAX_BODY = 64 * 1024

SAFE_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
                               "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                               "require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Refuses a request before any handler sees it, and sets the safe headers on every answer.

    A page on the web can make this browser send requests to 127.0.0.1, under a name of its own that resolves there:
    hence the exact Host. It cannot read the token, which travels in the address's fragment and then in a header.
    """

    def __init__(self, app: ASGIApp, host: str, token: str) -> None:
        self.app = app
        self.host = host
        self.origin = f"http://{host}"
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or answer with 400, 403, 405, 413 or 415. There are no websockets to pass on."""
        if scope["type"] != "http":
            return

        async def safe_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self.refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refusal:
            status, reason = refusal
            await PlainTextResponse(reason, status)(scope, receive, safe_send)
        else:
            await self.app(scope, receive, safe_send)

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Status and reason for a request that is refused; None for one that may pass."""
        if headers.get("host") != self.host:
            return 400, "wrong Host"
        origin = headers.get("origin")
        if origin is not None and origin != self.origin:
            return 403, "wrong Origin"
        # browsers say where a request comes from; `none` is the address bar, which may open the page but call nothing
        site = headers.get("sec-fetch-site", "same-origin")
        if site != "same-origin" and (site != "none" or path.startswith("/api/")):
            return 403, "cross-site request"
        if method not in ("GET", "HEAD", "POST"):
            return 405, "method not allowed"
        if not path.startswith("/api/"):
            return None if method != "POST" else (405, "method not allowed")
        if not hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), self.token.encode()):
            return 403, "wrong token"
        return self._post_refusal(headers) if method == "POST" else None

    def _post_refusal(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        if headers.get("origin") != self.origin:
            return 403, "no Origin"
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return 415, "not JSON"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return 413, "too large"
        return None
