#!/usr/bin/python3
"""A database of an older schema is brought up to date with everything in it; one that is only looked at is left alone."""
import os
import sqlite3
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


os.makedirs(box.spool, 0o700)
file = os.path.join(box.spool, "callbox.db")
old = sqlite3.connect(file)
old.executescript(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "store", "version-1.sql")).read())
old.close()
os.chmod(file, 0o600)
box.delivered = 100
thread = "stories+%s@example.org" % box.sql("SELECT token FROM story")[0]

done = box.run("list")
tap.equal(done.returncode, 65, "what only looks does not change an old database")
tap.has(done.stderr.decode(), "callbox once", "and says what does")
letters = box.sql("SELECT count(*) FROM letter")[0][0]
write(30, thread, "HELP\n")
tap.equal(box.sql("PRAGMA user_version")[0][0] > 1, True, "a pass brings it up to date")
tap.has(box.sql("SELECT message_id FROM letter ORDER BY id DESC")[0][0], ".%d@" % (letters + 1), "letters are numbered on from what was there")
tap.equal([(s["subject"], s["state"]) for s in box.json("list")], [("My good story", "accepted")], "the story is there")
tap.has(box.run("show", "1").stdout.decode(), "A word about the labs.", "with its note")
tap.equal(box.run("verify").returncode, 0, "and its receipt proves itself")
write(31, thread, "REVISE\nA better story of two labs, long enough to read.\n")
tap.equal(box.json("show", "1")[0]["revisions"], 2, "a revision is added")
tap.has(box.json("show", "1")[0]["text"], "A better story", "and counts")
plan = " ".join(str(row) for row in box.sql(
    "EXPLAIN QUERY PLAN SELECT id FROM revision WHERE story = 1 ORDER BY CASE WHEN verdict = 'late' THEN 1 ELSE 0 END, received DESC, number DESC LIMIT 1"))
tap.ok("revision_rank" in plan and "TEMP B-TREE" not in plan, "the version of record is found by its index", plan)
