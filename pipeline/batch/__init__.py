"""Runs over any number of documents: whole or not at all, resumable, the same bytes for any number of workers.

`run` reads the inputs, cuts them into shards (runs of documents), has worker processes make each shard's records, and
puts the records of all shards together in the order of the inputs. A shard is written aside, renamed into place and
named by what is in it: doing one twice does no harm, and what is there is done.
"""

from pipeline.batch.runner import Options, Report, run

__all__ = ["Options", "Report", "run"]
