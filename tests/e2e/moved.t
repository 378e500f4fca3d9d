#!/usr/bin/python3
"""A deadline that is moved: every version is judged again, and exactly those whose verdict changed are told."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

CUTOFF = 1626868800
tap = Tap()
box = Box()
box.deliver(mail(), CUTOFF - 90000)
box.deliver(mail(sender="bob@example.com", message_id="<two@example.com>", subject="An hour late"), CUTOFF + 3600)
box.deliver(mail(sender="carl@example.com", message_id="<three@example.com>", subject="Days late"), CUTOFF + 200000)
box.deliver(mail(sender="dora@example.com", message_id="<four@example.com>", subject="Late, but let in"), CUTOFF + 210000)
box.run("once", now="2021-07-24T09:00:00Z")
box.run("late-ok", next(s["id"] for s in box.json("list") if s["from"] == "dora@example.com"), now="2021-07-24T09:01:00Z")
box.run("send", now="2021-07-24T09:02:00Z")
seen = len(box.letters())


def verdicts():
    return {s["from"].split("@")[0]: s["verdict"] for s in box.json("list")}


def move(when, *options):
    """The process of a move, and the letters that it caused."""
    global seen
    done = box.run("deadline", "open-collab", when, *options, now="2021-07-24T10:00:00Z")
    box.run("send", now="2021-07-24T10:01:00Z")
    letters = box.letters()[seen:]
    seen += len(letters)
    return done, letters


before = {"ada": "on time", "bob": "late", "carl": "late", "dora": "grace"}
tap.equal(verdicts(), before, "as it was")
done, letters = move("2021-07-21 AoE", "--dry-run")
tap.equal((done.returncode, letters, verdicts()), (0, [], before), "a dry run changes nothing")
tap.has(done.stdout.decode(), "on time, was late; bob@example.com gets a letter", "but says what would change")
tap.lacks(done.stdout.decode(), "carl", "and no more")
tap.has(box.run("status").stdout.decode(), "deadline  2021-07-20 AoE", "the deadline stands")

done, letters = move("2021-07-21 AoE")
tap.equal(done.returncode, 0, "the deadline is moved by a day")
tap.equal([str(m["To"]) for m in letters], ["bob@example.com"], "exactly the one whose verdict changed is told")
tap.has(part(letters[0], "text/plain"), "On time", "his new verdict")
tap.has(part(letters[0], "text/plain"), "2021-07-21 AoE", "and the new deadline")
tap.equal(verdicts(), dict(before, bob="on time"), "the others stay as they were, also by an organizer's order")
tap.has(box.run("trace", "2").stdout.decode(), "from 2021-07-20 AoE to 2021-07-21 AoE, by the operator", "the trail has both and who did it")
tap.equal(move("2021-07-21 AoE")[0].returncode, 65, "twice makes no sense")
tap.equal(move("2021-07-21")[0].returncode != 0, True, "nor a deadline without a zone")
tap.equal(box.run("deadline", "nowhere", "2021-07-21 AoE").returncode, 64, "nor an unknown call")

tap.has(box.run("status").stdout.decode(), "the configuration says 2021-07-20 AoE", "status says that both differ")
tap.has(box.run("check", "--offline").stdout.decode(), "the configuration says 2021-07-20 AoE", "so does check")
box.deliver(mail(sender="eve@example.com", message_id="<five@example.com>", subject="In the new day"), CUTOFF + 7200)
box.run("once", now="2021-07-24T11:00:00Z")
tap.equal(verdicts()["eve"], "on time", "new mail is judged by the new deadline")
seen = len(box.letters())

box.write_config(call=CALL.replace("2021-07-20 AoE", "2021-07-21 AoE"))
tap.lacks(box.run("status").stdout.decode(), "the configuration says", "until the configuration says the same")
box.run("once", now="2021-07-24T11:10:00Z")
box.write_config(call=CALL)
tap.has(box.run("status").stdout.decode(), "2021-07-20 AoE", "from then on it is the configuration's again")
tap.lacks(box.run("status").stdout.decode(), "the configuration says", "with nothing above it")

# A late version that the new deadline lets count: its author had been told that it does not (PROVES TI-13).
late = Box()
late.deliver(mail(), CUTOFF - 90000)
late.run("once", now="2021-07-20T12:00:00Z")
receipt = [m for m in late.letters() if m["To"] == "ada@example.net"][0]
late.deliver(mail(to=receipt["Reply-To"], subject="Re: it", body="REVISE\nThe second text.\n", message_id="<later@example.net>"), CUTOFF + 5)
late.run("once", now="2021-07-21T13:00:00Z")
for when, words, counts in (("2021-07-21 AoE", "version 2 counts, was version 1", 2), ("2021-07-20 AoE", "version 1 counts, was version 2", 1)):
    before = len(late.letters())
    done = late.run("deadline", "open-collab", when, now="2021-07-24T10:00:00Z").stdout.decode()
    late.run("send", now="2021-07-24T10:01:00Z")
    tap.has(done, words + "; ada@example.net gets a letter", "to %s: %s" % (when, words))
    told = late.letters()[before:]
    tap.equal(["open-collab-1, version %d" % counts in part(m, "text/plain") for m in told], [True], "and its author is told")
