"""The scorer: predicted triples against gold, as the annotation guide's section on scoring says.

It reads both sides as plain JSON rows and imports none of the layers, so that the two cannot agree by sharing code.
"""

from pipeline.evaluation.consistency import contradictions
from pipeline.evaluation.figures import Interval, figures, intervals
from pipeline.evaluation.judging import CAUSES, Outcome, judge
from pipeline.evaluation.reliability import Bucket, reliability
from pipeline.evaluation.rows import read_gold, read_predicted

__all__ = ["CAUSES", "Bucket", "Interval", "Outcome", "contradictions", "figures", "intervals", "judge", "read_gold", "read_predicted",
           "reliability"]
