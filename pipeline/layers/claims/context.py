"""What a clause may leave out and the reader restores: the state carried from clause to clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.layers.claims.runs import EMPTY, Run
from pipeline.model import Span, Status, Time

FROM_THEN = "起"  # a part of the grammar, as 的 is
REMOTE_PAST, REMOTE_FUTURE = 5 * 366, 12 * 366


@dataclass(slots=True)  # several for every quantity, and never changed: `frozen` would double the time it takes
class Parts:
    """The slots of one reading of a quantity, as runs, and what later clauses may take from it.

    `indicator` is what a bare change word would be about; `own_subject` is False where the subject was restored;
    `slot_verb` says on which side of its quantity the counted noun stands, so that a list may go on; `place` is where what acts
    was said to be; `counted` is what was counted, where no slot is that alone; `time` is the one of several times that is
    this figure's by 分别.
    """

    frame: str
    subject: Run = EMPTY
    predicate: Run = EMPTY
    object: Run = EMPTY
    comparison: Run = EMPTY
    indicator: Run = EMPTY
    own_subject: bool = True
    notes: tuple[str, ...] = ()
    slot_verb: str | None = None
    place: Run = EMPTY
    counted: Run = EMPTY
    time: Time | None = None


def is_month_end(day: date | None) -> bool:
    """Whether a day is the last of its month: figures stand as of such days, events fall on others."""
    return day is not None and (day + timedelta(days=1)).day == 1


@dataclass
class Context:
    """The state of a statement. A new turn or section starts a new one; `new_sentence` forgets what a sentence end ends.

    `agent` acts in clauses without a subject, `holder` holds relational nouns, `indicator` is what bare change words are
    about, `counted` what a verb of effect goes on from, `counts` all that was counted in the statement, each with its unit,
    `topic` a noun phrase put before its clause, `founded` what the clause before brought on the scene, `deed` what was last
    done in the sentence, `event` what the sentence says has happened, `region` the area last named at the head of a
    subject. `compared` is what the rates of the sentence are against (同比), `fronted` a comparison put before its clause.
    `near` says that the holder was named in this sentence, `tallied` that it was counted, `among` that a part of what was
    counted is spoken of, `kind` is that of the figure read last, `whole` says that it was that of a whole, `narrowed` that
    this clause begins so (其中), `ruled` that an area acts in it, `aimed` that its status is that of an intention, `plans`
    that a heading says so of all that follows, `dated` that the time was said in it or before a semicolon, `passing` that
    the time stood behind a figure and dates no later sentence, `times` are those that a clause of the sentence says one
    after another (2022年和2023年), `listed` the measure of the items that a clause announces (合格率分别为：), `firm` that the
    agent may act in later sentences too, `goes_on` that a semicolon stands before, `now` that the sentence tells first what
    somebody did, undated. `wider` is the time that held before a sentence of 其中, `day` the last as of which figures stand
    (9月末). `places` are the offsets at which the dictionary has the name of a place, `today` is the document's date.
    """

    agent: Run = EMPTY
    holder: Run = EMPTY
    indicator: Run = EMPTY
    counted: Run = EMPTY
    counts: list[tuple[Run, str | None]] = field(default_factory=list)
    topic: Run = EMPTY
    founded: Run = EMPTY
    event: Run = EMPTY
    fronted: Run = EMPTY
    region: Run = EMPTY
    near: bool = False
    tallied: bool = False
    last: Parts | None = None
    deed: Parts | None = None
    kind: str = ""
    indicators: list[Run] = field(default_factory=list)
    time: Time | None = None
    times: tuple[Time, ...] = ()
    listed: Run = EMPTY
    day: Time | None = None
    wider: tuple[Time | None] | None = None
    status: Status | None = None
    aimed: bool = False
    plans: bool = False
    compared: Run = EMPTY
    among: bool = False
    whole: bool = False
    narrowed: bool = False
    dated: bool = False
    passing: bool = False
    ruled: bool = False
    firm: bool = False
    goes_on: bool = False
    now: bool = False
    places: frozenset[int] = frozenset()
    today: date | None = None
    sentence: Span = field(default_factory=lambda: Span(0, 0))

    def new_sentence(self, sentence: Span, hard: bool = True, narrows: bool = False) -> None:
        """Forget what does not cross a sentence end; after a semicolon (not `hard`) or before 其中 (`narrows`) a time still holds."""
        self._narrow(narrows, hard)
        self.dated = self.dated and (narrows or not hard)
        if hard and self.passing:
            self.time = None  # 首批5亿元已于3月下达。
        self.passing = not hard and self.passing
        if hard and self.time and self.time.first == self.time.last and not is_month_end(self.time.last):
            self.time = None
        if hard and self.time and self.time.last is None and self.time.text.endswith(FROM_THEN):
            self.time = None  # 新规从1月1日起施行。
        if hard and self.time and (self._is_remote(self.time.last or self.time.first) or self._is_to_come(self.time)):
            self.time = None
        self.ruled = self.among = False
        if hard and not self.firm:
            self.agent = EMPTY
        self.sentence = sentence
        self.goes_on = not hard
        self.now = self.now and not hard
        self.last = self.deed = None
        self.times = ()
        self.listed = EMPTY
        self.status, self.aimed, self.compared = "planned" if self.plans else None, self.plans, EMPTY
        if hard:
            self.indicators = []
        self.topic = self.founded = self.fronted = self.event = EMPTY
        self.near = False

    def _narrow(self, narrows: bool, hard: bool) -> None:
        """Let a time said in a sentence of 其中 hold for that sentence: 半年营收…。其中，二季度营收…。净利润…."""
        if narrows:
            self.wider = self.wider or (self.time,)
        elif hard and self.wider:
            (self.time,), self.wider = self.wider, None

    def counted_in(self, unit: str | None, persons: frozenset[str]) -> Run:
        """What was last counted in the same unit (one of `persons` for another, any for a share), else what was counted last."""
        like = (noun for noun, one in reversed(self.counts) if unit is None or one == unit or one in persons and unit in persons)
        return next(like, self.counted)

    def said_here(self, run: Run) -> bool:
        """Whether the words of a run stand in the sentence that is read."""
        return bool(run) and run.at[0] >= self.sentence.start

    def _is_to_come(self, time: Time) -> bool:
        """Whether a time is yet to come, outside a chapter of plans: 到2026年底达到80%。单位能耗从…"""
        begins = time.first or time.last
        return not self.plans and begins is not None and self.today is not None and begins > self.today

    def _is_remote(self, day: date | None) -> bool:
        """Whether a day is too far from the document's date to date later sentences: 大桥2008年建成。本次养护…"""
        return self.today is not None and day is not None and not -REMOTE_PAST <= (day - self.today).days <= REMOTE_FUTURE
