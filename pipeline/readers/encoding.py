"""Bytes → text: which of the encodings of Chinese text a file is in, without ever guessing silently.

The order is: the encoding the call names; a byte order mark; strict UTF-8; what the file declares (HTML's meta); and
detection among the Chinese encodings alone. Trying GB18030 first would be wrong: it accepts nearly every Big5 text and
turns it into other characters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.readers.inputs import Unreadable

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CANDIDATES = ("gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be")
# what declares one of these means its superset: pages say gb2312 and hold GBK characters
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz", "big5": "big5hkscs",
             "big5hkscs": "big5hkscs", "utf-8": "utf-8", "utf-16": "utf-16"}
SAMPLE = 65_536  # bytes that the detection looks at
MAX_CONTROLS = 0.02  # share of control characters above which bytes are no text
CONTROLS = dict.fromkeys((*range(1, 9), *range(14, 32), 127))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes and the name of the encoding it was read by."""

    text: str
    encoding: str


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """The text of `data`, its byte order mark left out, such as '增长5.2%' from the bytes of a GBK file.

    `encoding` is what the call says and holds without doubt, `declared` what the file says of itself. Raises Unreadable
    ('encoding', 'not_text') for bytes that are no Chinese text and UsageError for an encoding there is not.
    """
    if encoding:
        return _checked(_by_name(data, encoding))
    for mark, name in MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark):], name) or _broken(name))
    found = _strict(data, "utf-8")
    if found is None and declared:
        found = _by_declaration(data, declared)
    if found is None:
        _refuse_damaged(data)
    # figures in UTF-16 are also ASCII with NULs between
    if found is None or ("\0" in found.text and found.text.isascii()):
        found = _detect(data) or found
    if found is None and _is_binary(data[:SAMPLE]):
        raise Unreadable("holds bytes that are no text: it is no text file", "not_text")
    if found is None:
        raise Unreadable("is in no encoding that can be established; name it with --encoding", "encoding")
    return _checked(found)


def _is_binary(data: bytes) -> bool:
    """Whether bytes that no encoding reads are those of a picture, a program or the like: among them are many control codes."""
    controls = sum(map(data.count, (bytes([code]) for code in (0, *CONTROLS))))
    return controls > len(data) * MAX_CONTROLS


def check_name(encoding: str) -> str:
    """Python's name of an encoding; UsageError when there is none of that name."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UsageError(f"there is no encoding '{encoding}'; try utf-8, gb18030, big5 or utf-16") from error


def _by_name(data: bytes, encoding: str) -> Decoded:
    name = check_name(encoding)
    for mark, marked in MARKS:
        if name.startswith(marked[:6]) and data.startswith(mark):
            data, name = data[len(mark):], marked
            break
    return _strict(data, name) or _broken(name)


def _by_declaration(data: bytes, declared: str) -> Decoded | None:
    try:
        name = codecs.lookup(declared.strip()).name
    except LookupError:
        return None
    return _strict(data, SUPERSETS[name]) if name in SUPERSETS else None


def _refuse_damaged(data: bytes) -> None:
    """UTF-8 with a bad byte here and there: GB18030 would take it, and turn all of it into other characters."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        sample = data[:SAMPLE].decode("utf-8", "replace")
        wide = sum(char > "\u2e7f" and char != "\ufffd" for char in sample)
        if wide > 20 * sample.count("\ufffd"):
            line = data[:error.start].count(b"\n") + 1
            raise Unreadable(f"line {line} is not UTF-8 although the rest is; mend it, or name the encoding with --encoding",
                             "encoding") from error


def _detect(data: bytes) -> Decoded | None:
    """Detection among the Chinese encodings; the whole of the data must then decode."""
    if len(data) > 3 and b"\0" in data[:SAMPLE]:
        return _wide(data)
    from charset_normalizer import from_bytes

    # the sample ends before a line feed: half a character at its end would rule the right encoding out
    sample = data[:SAMPLE]
    if len(data) > SAMPLE and b"\n" in sample:
        sample = sample[:sample.rindex(b"\n")]
    best = from_bytes(sample, cp_isolation=list(CANDIDATES[:3]), preemptive_behaviour=False).best()
    if best is None:
        return None
    for name in dict.fromkeys((SUPERSETS.get(best.encoding, best.encoding), *CANDIDATES[:3])):
        found = _strict(data, name)
        if found:
            return found
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: line feeds and digits then have zero bytes, all on one side."""
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    found = _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    return found if found and "\0" not in found.text else None


def _strict(data: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(name), name)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _broken(name: str) -> Decoded:
    raise Unreadable(f"is not {name.upper()} throughout; save it anew or name its encoding with --encoding", "encoding")


def _checked(found: Decoded) -> Decoded:
    if "\0" in found.text:
        raise Unreadable("holds NUL characters: it is no text file", "not_text")
    head = found.text[:SAMPLE]
    if len(head) - len(head.translate(CONTROLS)) > len(head) * MAX_CONTROLS:
        raise Unreadable("holds control characters: it is no text file", "not_text")
    return found
