"""A real browser and a real server for the review page. Without a browser the tests skip; with PRESS_BROWSER=required, as
.ci/run sets it, a missing one is a failure."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.review.explaining import said_by
from pipeline.review.run import open_run
from pipeline.review.store import DecisionLog, read_log

try:
    import uvicorn

    from pipeline.review.server import make_app
    from pipeline.review.session import Session
except ImportError:  # the extra 'review' is not installed: `browser` says so
    uvicorn = None

ROOT = Path(__file__).resolve().parents[2]
# a browser that looks for nothing on the network
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-dev-shm-usage"]


def missing(why: str) -> None:
    """Skip, or fail where a browser is required."""
    if os.environ.get("PRESS_BROWSER") == "required" or os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail(f"{why}, and this run requires it")
    pytest.skip(why)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the extra 'browser' (playwright) is not installed")
    if uvicorn is None:
        missing("the extra 'review' is not installed")
    path = os.environ.get("PRESS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("there is no chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


class Review:
    """A run under review by a server of its own, which can be killed and started again, and its log."""

    def __init__(self, run: Path, reviewer: str = "李敏") -> None:
        self.run = run
        self.reviewer = reviewer
        self.log = run.with_suffix(".decisions.jsonl")
        self.url = ""
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run_extract.py"), "review", str(self.run), "--no-browser", "--reviewer", self.reviewer],
            stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if "http://" in line:
                self.url = line.split()[1]
                return
        raise AssertionError("".join(said))

    def kill(self) -> None:
        """End the server as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def decisions(self):
        return read_log(self.log)

    def answers(self) -> list[str]:
        return [row.action for row in self.decisions()]


class QuickReview(Review):
    """The same by a server in this process, which starts sooner; `kill` only ends it."""

    def start(self) -> None:
        run = open_run(self.run)
        self._log = DecisionLog(run.log)
        session = Session(run, self._log, self.reviewer)
        token, listener = "t" * 40, socket.create_server(("127.0.0.1", 0))
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(make_app(session, host, token, said_by_itself(run)), log_level="error",
                                                    lifespan="off", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listener]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        self.url, self.process = f"http://{host}/#{token}", None

    def kill(self) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(5)
        self._log.close()


def said_by_itself(run):
    return lambda card: said_by(card, run.texts[card["doc"]])


@pytest.fixture
def serve():
    """Start the review of a run: `serve(path)`; with `crash` by a process of its own that can be killed."""
    running = []

    def start(run: Path, crash: bool = False) -> Review:
        running.append((Review if crash else QuickReview)(run))
        return running[-1]

    yield start
    for review in running:
        if review.process is None and review.thread.is_alive() or review.process and review.process.poll() is None:
            review.kill()


class Watched(list):
    """What went wrong in a page. `offline` is set while the server is meant to be down."""

    offline = False


@pytest.fixture
def open_page(browser):
    """Open a page in Chinese, or as asked; at the end nothing may have gone wrong in any of them."""
    contexts, wrong = [], Watched()

    def note(what: str) -> None:
        if not (wrong.offline and "net::ERR_" in what):
            wrong.append(what)

    def start(url: str, ready: str = "body[data-ready]", locale: str = "zh-CN", theme: str = "light", width: int = 1280, height: int = 800):
        context = browser.new_context(locale=locale, color_scheme=theme, viewport={"width": width, "height": height})
        contexts.append(context)
        context.add_init_script("window.violations = []; addEventListener('securitypolicyviolation', (event) => window.violations.push("
                                "event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));")
        page = context.new_page()
        page.set_default_timeout(15000)  # the rules are loaded at the first selection, on a busy machine too
        page.on("console", lambda message: note(f"console {message.type}: {message.text}") if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note(f"error: {error}"))
        page.on("dialog", lambda dialog: (note(f"dialog: {dialog.message}"), dialog.accept()))
        page.wrong = wrong
        page.goto(url)
        if ready:
            page.wait_for_selector(ready)
        return page

    yield start
    for context in contexts:
        for page in context.pages:
            wrong += page.evaluate("window.violations ?? []")
        context.close()
    assert list(wrong) == []


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    return json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))
