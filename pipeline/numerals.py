"""Numeral text → exact numbers: Arabic, Chinese, formal and mixed (`3万5千`, `一万五`, `壹佰`, `2.5万亿`, `三点一四`).

`read_number` gives a value, `read_bounds` the two bounds that adjacent digits (`三五百`) and indefinite numerals (`十几`, `数百`)
stand for. Both return None for what is no numeral. Nothing here knows units or rules, and no float is used on the way.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import regex

DIGITS = {char: value for value, chars in enumerate(
    ("零〇", "一壹弌", "二两兩贰貳弍", "三叁參叄参", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for char in chars}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
SAME = str.maketrans({"拾": "十", "佰": "百", "仟": "千", "萬": "万", "億": "亿", "點": "点", "負": "负", "幾": "几", "數": "数",
                      "，": ",", "．": ".", "−": "-", "－": "-", "＋": "+", "﹣": "-", "w": "万", "W": "万", "Ｗ": "万",
                      "k": "千", "K": "千",
                      **{chr(ord("０") + digit): str(digit) for digit in range(10)}})
TENS = {"廿": "二十", "卄": "二十", "卅": "三十", "卌": "四十"}
MAX_LENGTH = 60
LARGEST = 24  # digits: what Decimal adds and multiplies exactly in its default context

HAN = "".join(DIGITS)
FEW = "几数"
SPACE = regex.compile(r"[\s\u3000]+")
ARABIC = regex.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+|\d+(?:\.\d+)?[eE][+-]?\d{1,2}", regex.ASCII)
SCIENTIFIC = regex.compile(r"(?P<digits>\d{1,3}(?:\.\d{1,6})?)[×xX]10(?:\^(?P<power>[+-]?\d{1,2})|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
POINTED = regex.compile(rf"(?P<whole>[^点]*)点(?P<part>[{HAN}0-9]+)(?P<scales>[十百千万亿兆]*)")
# what cn2an can be trusted with: it reads 一亿十万 as 一亿
PLAIN = regex.compile(rf"(?!.*[万亿]十)[{HAN}十百千万亿]+")
SEQUENCE = regex.compile(rf"[{HAN}]{{3,}}|[{HAN}]*[零〇][{HAN}]*")
ADJACENT = regex.compile(rf"(?P<head>.*?)(?P<low>[{HAN[2:]}0-9])(?P<to>、?)(?P<high>[{HAN[2:]}])(?P<tail>[十百千万亿兆]*)")
INDEFINITE = regex.compile(r"好?(?P<head>.*?)(?P<few>[几数])(?P<scale>[十百千万亿]?)(?P<times>[万亿]*)")


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | None:
    """The value of a numeral; None where `text` is none or stands for more than one number.

    >>> read_number("三十五万零六百"), read_number("1亿2000万"), read_number("负三点一四"), read_number("三五百")
    (Decimal('350600'), Decimal('120000000'), Decimal('-3.14'), None)
    """
    written = simplified(text)
    if not written:
        return None
    value = _unsigned(written.lstrip("负-+"))
    if value is None or value.adjusted() > LARGEST or len(value.as_tuple().digits) > LARGEST:
        return None
    return -value if written[0] in "负-" else value


@lru_cache(maxsize=4096)
def read_bounds(text: str) -> tuple[Decimal, Decimal] | None:
    """The bounds of adjacent digits or of an indefinite numeral; None where `text` is neither.

    >>> read_bounds("三五百"), read_bounds("十几"), read_bounds("数百")
    ((Decimal('300'), Decimal('500')), (Decimal('11'), Decimal('19')), (Decimal('200'), Decimal('999')))
    """
    written = simplified(text)
    if any(few in written for few in FEW):
        found = INDEFINITE.fullmatch(written)
        return _indefinite(found) if found else None
    found = ADJACENT.fullmatch(written)
    return _adjacent(found) if found else None


def quotient(upper: Decimal, lower: Decimal) -> Decimal | None:
    """`upper` over `lower`: exact where it has a finite decimal, else the nearest double's shortest; None over zero."""
    if not lower:
        return None
    ratio = Fraction(upper) / Fraction(lower)
    rest = ratio.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest == 1 and ratio.denominator < 10**12:
        return upper / lower
    return Decimal(repr(ratio.numerator / ratio.denominator))


def plain(value: Decimal) -> Decimal:
    """The value without trailing zeros and, where it is whole, without an exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def han_integer(text: str) -> int | None:
    """The value of a whole numeral in plain Chinese characters (`三百二十`), by cn2an; None where cn2an takes it for none."""
    import cn2an  # loads its tables; text without Chinese numerals never needs them

    try:
        return int(cn2an.cn2an(text, "strict"))
    except (ValueError, KeyError):
        return None


def shared_scale(text: str) -> Decimal:
    """The scale that the last number of a range lends to the first: 10000 for `50万`, 1000 for `五千`; 1 where it has none."""
    written = simplified(text)
    stem = written.rstrip("万亿兆")
    if stem != written:
        return scale_of(written[len(stem):])
    return Decimal(SCALES[written[-1]]) if written[-1:] in ("百", "千") else Decimal(1)


def scale_of(text: str) -> Decimal:
    """The product of the scale characters that end `text`: 10000 for `30万`, 1 for `30`."""
    product = Decimal(1)
    for char in reversed(simplified(text)):
        if char not in SCALES:
            break
        product *= SCALES[char]
    return product


def simplified(text: str) -> str:
    """`text` in simplified, common characters without white space; '' where it is too long for a numeral."""
    if len(text) > MAX_LENGTH:
        return ""
    written = SPACE.sub("", text).translate(SAME)
    for char, tens in TENS.items():
        if char in written:
            written = written.replace(char + "十", tens).replace(char, tens)
    return written


def _unsigned(text: str) -> Decimal | None:
    """The value of a numeral without a sign."""
    if ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    raised = SCIENTIFIC.fullmatch(text)
    if raised:  # 1.2×10⁵
        return Decimal(raised["digits"]).scaleb(int(raised["power"] or raised["raised"].translate(RAISED))).normalize() + 0
    pointed = POINTED.fullmatch(text)
    if pointed:
        return _pointed(pointed["whole"], pointed["part"], pointed["scales"])
    if SEQUENCE.fullmatch(text):
        return Decimal("".join(str(DIGITS[char]) for char in text))
    if text in DIGITS:
        return Decimal(DIGITS[text])
    if PLAIN.fullmatch(text) and text[0] in DIGITS:
        whole = han_integer(text)
        if whole is not None:
            return Decimal(whole)
    return _scaled(text)


def _pointed(whole: str, part: str, scales: str) -> Decimal | None:
    """A numeral with 点: `一百二十` 点 `五` 万."""
    units = _unsigned(whole) if whole else Decimal(0)
    if units is None or units != int(units):
        return None
    digits = "".join(char if char.isdigit() and char.isascii() else str(DIGITS[char]) for char in part)
    value = Decimal(f"{int(units)}.{digits}")
    for char in scales:
        value *= SCALES[char]
    return value


def _scaled(text: str) -> Decimal | None:
    """A numeral with scale characters, cut at its largest: what stands before multiplies it, what follows is added."""
    present = [char for char in reversed(SCALES) if char in text]
    if not present:
        return None
    name = present[0]
    scale = SCALES[name]
    before, _, after = text.rpartition(name)
    times = _unsigned(before) if before else Decimal(1)
    if times is None or (times == 0 and before):
        return None
    rest = _rest(after, scale)
    return None if rest is None else times * scale + rest


def _rest(text: str, scale: int) -> Decimal | None:
    """What follows a scale character. A lone digit counts the next lower scale (`一万五`), unless 零 stands before it."""
    if not text:
        return Decimal(0)
    bare = text.lstrip("零〇")
    if not bare:
        return None
    value = _unsigned(bare)
    if value is None or value >= scale:
        return None
    if len(bare) == 1 and bare == text and scale >= 100 and bare not in SCALES:
        return value * scale / 10
    return value


def _adjacent(found: regex.Match[str]) -> tuple[Decimal, Decimal] | None:
    """`三五百`: 三百 to 五百; `十二三`: 十二 to 十三. The second digit must be the larger and near."""
    low_digit, high_digit = found["low"], found["high"]
    first = int(low_digit) if low_digit.isascii() else DIGITS[low_digit]
    if not 0 < DIGITS[high_digit] - first <= 3 or (low_digit.isascii() and not found["to"]):
        return None
    head, tail = found["head"], found["tail"]
    if head and (head[-1] not in SCALES or (tail and SCALES[tail[0]] >= SCALES[head[-1]] and head[-1] != "十")):
        return None
    low, high = _unsigned(head + low_digit + tail), _unsigned(head + high_digit + tail)
    if low is None or high is None:
        return None
    return low, high


def _indefinite(found: regex.Match[str]) -> tuple[Decimal, Decimal] | None:
    """`十几`, `几十`, `数百万`: the few stand for 1 to 9 behind a ten, for 2 to 9 before a scale."""
    head, scale, times = found["head"], found["scale"], found["times"]
    unit = SCALES[scale] if scale else 1
    if not head and not scale:
        return None
    product = Decimal(1)
    if scale in ("万", "亿") and head:
        times, unit = scale + times, 1
    for char in times:
        product *= SCALES[char]
    if not head:
        return 2 * unit * product, (10 * unit - 1) * product
    base = _unsigned(head)
    if base is None or head[-1] not in SCALES or SCALES[head[-1]] <= unit:
        return None
    if unit == 1:
        return (base + 1) * product, (base + SCALES[head[-1]] - 1) * product
    return (base + unit) * product, (base + 9 * unit) * product
