#!/usr/bin/python3
"""A mail counts as tried when it was worked on, and not when a pass that broke had only read it ahead."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, story  # noqa: E402
from callbox import Box, Tap  # noqa: E402

BATCH = 200  # mails that one transaction works on
tap = Tap()
box = Box()
box.run("once", now=at(0))
box.sql("CREATE UNIQUE INDEX spoiled ON mail ((1)) WHERE state <> 'waiting'")
for n in range(BATCH + 1):
    box.deliver(story(n), NOON + n)
done = box.run("once", now=at(300))
tap.has(done.stderr.decode(), "UNIQUE constraint failed", "a pass breaks within the first batch")
tap.equal(box.sql("SELECT attempts, count(*) FROM mail GROUP BY attempts ORDER BY attempts"), [(0, 1), (1, BATCH)],
          "the mails of it were tried, the one behind them was not")
