#!/usr/bin/python3
"""A database of an older schema is brought up to date with everything in it; one that is only looked at is left alone."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail  # noqa: E402

tap = Tap()
box = Box()


def write(minute, to, body):
    """A mail at 08:MINUTE, worked on at once; the letters that it caused."""
    before = len(box.letters())
    box.deliver(mail(to=to, body=body, message_id="<m%d@example.net>" % minute), 1626681600 + 60 * minute)
    tap.equal(box.run("once", now="2021-07-19T08:%02d:00Z" % minute).returncode, 0, "a pass at 08:%02d" % minute)
    return box.letters()[before:]


receipt = write(1, "stories@example.org", "A story of two labs.\n")[0]
write(2, receipt["Reply-To"], "HELP\n")
box.sql("DROP INDEX revision_rank")
box.sql("ALTER TABLE story DROP COLUMN letters")
box.sql("PRAGMA user_version = 1")

done = box.run("list")
tap.equal(done.returncode, 65, "what only looks does not change an old database")
tap.has(done.stderr.decode(), "callbox once", "and says what does")
numbered = write(3, receipt["Reply-To"], "HELP\n")[0]["Message-ID"]
tap.equal(box.sql("PRAGMA user_version")[0][0] > 1, True, "a pass brings it up to date")
tap.has(numbered, ".3@", "letters are numbered on from what was there")
tap.equal([s["subject"] for s in box.json("list")], ["My good story"], "the stories are there")
tap.equal(box.run("verify").returncode, 0, "and their receipts prove themselves")
write(4, receipt["Reply-To"], "REVISE\nA better story of two labs, long enough to read.\n")
tap.equal(box.json("show", "1")[0]["revisions"], 2, "a revision is added")
tap.has(box.json("show", "1")[0]["text"], "A better story", "and counts")
plan = " ".join(str(row) for row in box.sql(
    "EXPLAIN QUERY PLAN SELECT id FROM revision WHERE story = 1 ORDER BY CASE WHEN verdict = 'late' THEN 1 ELSE 0 END, received DESC, number DESC LIMIT 1"))
tap.ok("revision_rank" in plan and "TEMP B-TREE" not in plan, "the version of record is found by its index", plan)
