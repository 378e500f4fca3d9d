#!/usr/bin/python3
"""A server lists a mail and never hands it out: from cron, too, the mails behind it have their turn.

PROVES P-10
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import hostile  # noqa: E402
from callbox import CALL, Box, Tap  # noqa: E402

tap = Tap()
server = hostile.Server(hostile.imap("missing"))
box = Box(CALL, 'url = "imap+insecure://ada@127.0.0.1:%d/INBOX"\npassword_command = {"/bin/echo", "secret"}' % server.port)
NOW = "2021-07-19T08:15:00Z"

for times in ("first", "second"):
    done = box.run("once", now=NOW)
    tap.equal(done.returncode, 69, "the %s time it may be a passing fault" % times)
    tap.has(done.stderr.decode(), "cannot read mail with UID 1", "and the %s time it is told" % times)
    tap.equal(box.json("held"), [], "nothing is given up the %s time" % times)
done = box.run("once", now=NOW)
tap.equal((done.returncode, done.stderr.decode()), (0, ""), "the third time it is given up")
tap.equal(len(box.json("held")), 1, "a person is told of it")
tap.equal(box.sql("SELECT uid FROM cursor"), [(1,)], "and the cursor is behind it")
done = box.run("once", now=NOW)
tap.equal((done.returncode, len(box.json("held"))), (0, 1), "once")
