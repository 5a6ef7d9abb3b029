"""Waiting for what a page shows. Never for a time: what a key does may be drawn in the next frame, or need the server first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30  # seconds that a busy machine may take for anything


def until(page: Any, read: Callable[[Any], Any], wanted: Any = True) -> None:
    """Wait until `read(page)` comes back with what is wanted. Looks more often than a wait of Playwright's, which comes to rest."""
    end = time.monotonic() + PATIENCE
    while (found := read(page)) != wanted and time.monotonic() < end:
        page.wait_for_timeout(10)
    assert found == wanted, f"{found!r}, not {wanted!r}"


def there(selector: str) -> Callable[[Any], bool]:
    """Whether something in the page fits the selector of CSS."""
    return lambda page: page.evaluate("selector => document.querySelector(selector) !== null", selector)


def texts(selector: str) -> Callable[[Any], list[str]]:
    """What is written in everything that fits, line ends left out."""
    return lambda page: page.evaluate(
        "selector => [...document.querySelectorAll(selector)].map((node) => node.innerText.replaceAll('\\n', ''))", selector)


def text(selector: str) -> Callable[[Any], str]:
    """The same as one string."""
    return lambda page: "".join(texts(selector)(page))


def says(selector: str, words: str) -> Callable[[Any], bool]:
    """Whether the words are among what is written there, white space aside."""
    return lambda page: "".join(words.split()) in "".join(text(selector)(page).split())
