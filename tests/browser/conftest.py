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
from tests.browser.waiting import there, until

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
            assert self.thread.is_alive(), "the server did not start"
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
    """What went wrong in the pages of a test. `expected` are words of what the test itself brings about, such as a server that is down."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: set[str] = set()

    def unexpected(self) -> list[str]:
        return [what for what in self if not any(words in what for words in self.expected)]


class Tabs:
    """Pages that tests use one after the other: a new one starts a process of the browser, which takes a second of its time.

    Every server has a port and so an origin of its own: nothing stored by one test is seen by another.
    """

    def __init__(self, browser) -> None:
        self.browser = browser
        self.contexts = {}
        self.free = {}

    def take(self, locale: str, wrong: Watched):
        if self.free.get(locale):
            page = self.free[locale].pop()
        else:
            page = self.new(locale)
        page.wrong = wrong
        return page

    def new(self, locale: str):
        if locale not in self.contexts:
            self.contexts[locale] = self.browser.new_context(locale=locale)
            self.contexts[locale].add_init_script(
                "window.violations = []; addEventListener('securitypolicyviolation', (event) => window.violations.push("
                "event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));")
        page = self.contexts[locale].new_page()
        page.locale = locale
        page.set_default_timeout(30_000)  # the rules are loaded at the first selection, on a busy machine too
        page.on("console", lambda message: page.wrong.append(f"console {message.type}: {message.text}")
                if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (page.wrong.append(f"dialog: {dialog.message}"), dialog.accept()))
        return page

    def give_back(self, page) -> None:
        if page.is_closed():
            return
        page.wrong += page.evaluate("window.violations ?? []")
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        self.free.setdefault(page.locale, []).append(page)


@pytest.fixture(scope="session")
def tabs(browser):
    return Tabs(browser)


@pytest.fixture
def open_page(tabs):
    """Open a page in Chinese, or as asked; at the end nothing may have gone wrong in any of them."""
    pages, wrong = [], Watched()

    def start(url: str, ready: str = "body[data-ready]", locale: str = "zh-CN", theme: str = "light", width: int = 1280, height: int = 800):
        page = tabs.take(locale, wrong)
        pages.append(page)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url)
        if ready:
            until(page, there(ready))
        return page

    yield start
    for page in pages:
        tabs.give_back(page)
    assert wrong.unexpected() == []


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    return json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))
