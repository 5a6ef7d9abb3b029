"""The figures of a run by speaker and topic as one SVG picture, drawn without any script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import sqrt

ROWS = 12  # speakers; the rest share one row
LEFT, TOP, STEP, LINE, RADIUS = 150, 50, 92, 38, 15


def chart(speakers: Sequence[str], topics: Sequence[str], others: str, title: str) -> str:
    """A bubble for each speaker and topic, as large as the number of figures, and each speaker's sum as a bar.

    `speakers` and `topics` have one entry a figure. Bubbles carry `data-speaker` and `data-topic` for the page's filters.
    """
    rows, columns = _most(speakers, ROWS, others), _most(topics, 9, others)
    cells = Counter((speaker if speaker in rows else others, topic if topic in columns else others)
                    for speaker, topic in zip(speakers, topics, strict=True))
    most = max(cells.values(), default=1)
    sums = Counter({speaker: sum(cells[speaker, topic] for topic in columns) for speaker in rows})
    width, height = LEFT + STEP * len(columns) + 150, TOP + LINE * len(rows) + 14
    parts = [f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">']
    for number, topic in enumerate(columns):
        x = LEFT + STEP * number + STEP // 2
        parts.append(f'<text class="topic" x="{x}" y="{TOP - 26}" text-anchor="middle">{escape(_short(topic, 6))}'
                     f"<title>{escape(topic)}</title></text>")
        parts.append(f'<line x1="{x}" x2="{x}" y1="{TOP - 14}" y2="{height - 10}"/>')
    for number, speaker in enumerate(rows):
        y = TOP + LINE * number + LINE // 2
        parts.append(f'<text x="{LEFT - 14}" y="{y + 5}" text-anchor="end">{escape(_short(speaker, 9))}'
                     f"<title>{escape(speaker)}</title></text>")
        parts += [_bubble(LEFT + STEP * at + STEP // 2, y, cells[speaker, topic], most, speaker, topic)
                  for at, topic in enumerate(columns) if cells[speaker, topic]]
        parts.append(_bar(LEFT + STEP * len(columns) + 12, y, sums[speaker], max(sums.values())))
    return "".join([*parts, "</svg>"])


def _most(values: Sequence[str], limit: int, others: str) -> list[str]:
    """The most frequent values, the rest as one at the end."""
    counts = Counter(value for value in values if value != others)
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    return ordered[:limit] + ([others] if len(ordered) > limit or others in values else [])


def _bubble(x: int, y: int, count: int, most: int, speaker: str, topic: str) -> str:
    radius = 5 + (RADIUS - 5) * sqrt(count / most)
    return (f'<g class="bubble" data-speaker="{escape(speaker)}" data-topic="{escape(topic)}" tabindex="0" role="button">'
            f'<title>{escape(speaker)} · {escape(topic)}: {count}</title><circle cx="{x}" cy="{y}" r="{radius:.1f}"/>'
            f'<text class="count" x="{x}" y="{y + 4}" text-anchor="middle">{count}</text></g>')


def _bar(x: int, y: int, count: int, most: int) -> str:
    length = round(80 * count / most) if most else 0
    return (f'<rect class="bar" x="{x}" y="{y - 7}" width="{length}" height="14" rx="3"/>'
            f'<text class="sum" x="{x + length + 8}" y="{y + 4}">{count}</text>')


def _short(text: str, length: int) -> str:
    return text if len(text) <= length + 1 else text[:length] + "…"
