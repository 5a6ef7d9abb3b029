"""The review page's server: a static page and a handful of calls, on 127.0.0.1 only."""

from __future__ import annotations

import json
import os
import secrets
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline.errors import PressError, UsageError
from pipeline.review.figures import FigureReader
from pipeline.review.guard import MAX_BODY, Guard
from pipeline.review.requests import Refused, read_decision
from pipeline.review.session import Session, as_json

STATIC = Path(__file__).with_name("static")
PAGE = {"/": "index.html"} | {f"/{path.name}": path.name for path in sorted(STATIC.glob("*.[cj]s*"))}
HOST = "127.0.0.1"

Explain = Callable[[dict[str, Any]], list[str]]


def make_app(session: Session, host: str, token: str, explain: Explain | None = None) -> ASGIApp:
    """The application for one session, answering only requests to `host` (name:port) that carry the token."""
    calls = Calls(session, FigureReader(session.run), explain)
    routes = [
        *(Route(path, _static(name), methods=["GET"]) for path, name in PAGE.items()),
        Route("/api/run", calls.opening, methods=["GET"]),
        Route("/api/changes", calls.changes, methods=["GET"]),
        Route("/api/text", calls.text, methods=["GET"]),
        Route("/api/figures", calls.figures, methods=["GET"]),
        Route("/api/read", calls.read, methods=["GET"]),
        Route("/api/explain", calls.explain, methods=["GET"]),
        Route("/api/decisions", calls.decide, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), host, token)


class Calls:
    """The calls of the page. A refusal is answered with its reason as JSON, `{"error": …}`."""

    def __init__(self, session: Session, figures: FigureReader, explain: Explain | None) -> None:
        self.session = session
        self._figures = figures
        self._explain = explain

    async def opening(self, request: Request) -> Response:
        """Everything but the texts: documents, triples, states."""
        return _answer(self.session.opening())

    async def changes(self, request: Request) -> Response:
        """What was decided since, in another window of the same review."""
        after = request.query_params.get("after", "")
        if not after.isdecimal() or len(after) > 9:
            return _refusal(Refused("after is not a number", 422))
        return _json(self.session.update(int(after)).as_json())

    async def text(self, request: Request) -> Response:
        """A document's raw text."""
        doc = request.query_params.get("doc", "")
        if doc not in self.session.run.texts:
            return _refusal(Refused(f"there is no document {doc!r}", 404))
        return PlainTextResponse(self.session.run.texts[doc].encode("utf-8", "replace"))

    async def figures(self, request: Request) -> Response:
        """The spans of a document's figures without a triple."""
        doc = request.query_params.get("doc", "")
        if doc not in self.session.run.texts:
            return _refusal(Refused(f"there is no document {doc!r}", 404))
        return _json({"spans": await run_in_threadpool(self._figures.unclaimed, doc)})

    async def read(self, request: Request) -> Response:
        """What the rules make of a selection: its quantity and its time."""
        doc, query = request.query_params.get("doc", ""), request.query_params
        start, end = query.get("start", ""), query.get("end", "")
        texts = self.session.run.texts
        if doc not in texts or not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(texts[doc])):
            return _refusal(Refused("no such stretch of a document", 404))
        span = (doc, int(start), int(end))
        return _json({"quantity": await run_in_threadpool(self._figures.figure, *span),
                      "time": await run_in_threadpool(self._figures.time, *span)})

    async def explain(self, request: Request) -> Response:
        """The rule chain of a triple, line by line."""
        try:
            card = self.session.card(request.query_params.get("triple", ""))
            lines = await run_in_threadpool(self._explain, card) if self._explain else []
        except PressError as error:
            return _refusal(error)
        return _json({"lines": lines})

    async def decide(self, request: Request) -> Response:
        """Take a decision; the answer comes once it is on disk."""
        try:
            row = json.loads(await _body(request))
        except Refused as error:
            return _refusal(error)
        except ValueError:
            return _refusal(Refused("not JSON", 400))
        try:
            return _json(self.session.decide(read_decision(row)).as_json())
        except Refused as error:
            return _refusal(error)
        except OSError as error:
            return _refusal(Refused(f"not written: {error.strerror}", 507))


def serve(session: Session, port: int | None, explain: Explain | None, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `ready` gets the page's address, token included, once the port is open.

    Port and token stay the same over restarts (see `remembered`), so that a page left open goes on saving.
    Raises UsageError when the port asked for is taken.
    """
    import uvicorn

    known = remembered(session.log.path)
    listener = _listen(port if port is not None else known.port, strict=bool(port))
    host = f"{HOST}:{listener.getsockname()[1]}"
    remember(session.log.path, Remembered(listener.getsockname()[1], known.token))
    config = uvicorn.Config(make_app(session, host, known.token, explain), log_level="error", access_log=False,
                            server_header=False, lifespan="off", timeout_graceful_shutdown=2)
    ready(f"http://{host}/#{known.token}")
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


@dataclass(frozen=True, slots=True)
class Remembered:
    """Port and token of the last review of a run; port 0 when there was none."""

    port: int
    token: str


def remembered(log: Path) -> Remembered:
    """Port and token of the last review of this run, from a file only its owner can read; else a new token."""
    path = _session_file(log)
    try:
        facts = os.stat(path, follow_symlinks=False)
        if not stat.S_ISREG(facts.st_mode) or facts.st_mode & 0o077 or hasattr(os, "getuid") and facts.st_uid != os.getuid():
            raise ValueError("somebody else may have read or written it")
        row = json.loads(path.read_text(encoding="utf-8"))
        if len(row["token"]) < 32:
            raise ValueError("its token is too short")
        return Remembered(int(row["port"]), str(row["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Remembered(0, secrets.token_urlsafe(32))


def remember(log: Path, session: Remembered) -> None:
    """Write port and token for the next start; a folder that cannot be written to only means new ones then."""
    path = _session_file(log)
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            json.dump({"port": session.port, "token": session.token}, stream)
    except OSError:
        return


def _session_file(log: Path) -> Path:
    return log.with_name(f".{log.stem}.session")


def _listen(port: int, strict: bool) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        if strict:
            listener.close()
            raise UsageError(f"port {port} cannot be used ({error.strerror}); give another --port") from error
        listener.bind((HOST, 0))
    listener.listen(64)
    return listener


def _static(name: str) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return FileResponse(STATIC / name)

    return answer


def _json(row: Any) -> Response:
    return _answer(as_json(row))


def _answer(text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), media_type="application/json")


def _refusal(error: PressError) -> Response:
    return JSONResponse({"error": str(error)}, getattr(error, "status", 422))


async def _body(request: Request) -> bytes:
    """The request's body; raises Refused once it is larger than it says or than is allowed."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refused("too large", 413)
    return body
