#!/usr/bin/python3
"""A trial mail to the call's own tagged address says whether the answers of authors reach us (PROVES TR-17)."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
tap = Tap()


def trial(box, *options, at="2021-07-19T09:10:00Z"):
    """What check says of the trial mail, and its exit code."""
    done = box.run("check", "--offline", *options, now=at)
    return next((line for line in done.stdout.decode().splitlines() if "trial mail" in line), ""), done.returncode


box = Box(QUIET)
box.run("once", now="2021-07-19T09:00:00Z")
tap.equal(trial(box), ("", 0), "without a trial mail check says nothing of it")
line, code = trial(box, "--send")
tap.ok("waits in the outbox" in line and code == 0, "check --send queues one", (line, code))
box.run("once", now="2021-07-19T09:11:00Z")
letters = box.letters()
tap.equal(len(letters), 1, "the next pass sends it")
tag = str(letters[0]["To"]).partition("@")[0]
tap.ok(tag.startswith("stories+") and len(tag) == len("stories+") + 20, "to the call's own tagged address", letters[0]["To"])
line, code = trial(box)
tap.ok(line.startswith("FAIL") and "did not come back" in line and code == 78, "as long as it did not come back that is a finding", (line, code))
box.deliver(letters[0].as_bytes(), 1626685900)
box.run("once", now="2021-07-19T09:12:00Z")
line, code = trial(box)
tap.ok("came back, with its Message-ID as it was" in line and code == 0, "then it says so", (line, code))
tap.equal((box.json("list"), len(box.letters())), ([], 1), "the mail is no story, and not answered")

# A provider that writes Message-IDs anew.
other = Box(QUIET)
other.run("once", now="2021-07-19T09:00:00Z")
trial(other, "--send")
other.run("once", now="2021-07-19T09:11:00Z")
mail = other.letters()[0]
mail.replace_header("Message-ID", "<rewritten@provider.example>")
other.deliver(mail.as_bytes(), 1626685900)
other.run("once", now="2021-07-19T09:12:00Z")
line, code = trial(other)
tap.ok("was changed on the way" in line and code == 0, "a changed Message-ID is told", (line, code))
tap.equal(len(other.letters()), 1, "and not answered")
