#!/usr/bin/python3
"""CONFIRM after its day, or twice: whoever sends it is told once that the question is over, and what holds now."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
box = Box()
count = 0


def write(now, to, body, sender="ada@example.net", extra=""):
    """A mail at NOW; the letters to its author that it caused, in words."""
    global count
    count += 1
    before = len(box.letters())
    box.deliver(mail(sender=sender, to=to, subject="Re: My good story", body=body, message_id="<o%d@example.net>" % count, extra=extra), 1626681600)
    done = box.run("once", now=now)
    tap.equal((done.returncode, done.stderr), (0, b""), "a pass at " + now)
    return [m for m in box.letters()[before:] if m["To"] in ("ada@example.net", "eve@example.com")]


def words(letters):
    return [part(m, "text/plain") for m in letters]


def state():
    return box.json("list")[0]["state"]


thread = str(write("2021-07-19T08:00:00Z", "stories@example.org", "A story of two labs.\n")[0]["Reply-To"])
first, second = (str(write("2021-07-19T08:0%d:00Z" % n, thread, "WITHDRAW\n")[0]["Reply-To"]) for n in (1, 2))
tap.equal(write("2021-07-20T08:00:59Z", first, "Confirm, please\n"), [], "what is not the word is a note")
late = write("2021-07-20T08:02:01Z", first, "CONFIRM\n")
tap.equal(state(), "received", "after a day a question can no longer be confirmed (PROVES CT-04)")
tap.has(words(late)[0], "The question that you confirmed is over.", "whoever does it is told")
tap.has(words(late)[0], "Your story is received.", "and what holds now")
tap.equal((late[0]["Auto-Submitted"], late[0]["In-Reply-To"], str(late[0]["Reply-To"])), ("auto-replied", "<o5@example.net>", thread), "in the thread of the story")
tap.equal(words(write("2021-07-20T08:03:00Z", first, "CONFIRM\n")), [], "once")
tap.equal(write("2021-07-20T08:04:00Z", second, "CONFIRM\n", extra="Auto-Submitted: auto-generated\r\n"), [], "a machine is not answered")
tap.equal(write("2021-07-20T08:05:00Z", second, "CONFIRM\n", sender="eve@example.com"), [], "nor a stranger")
tap.equal(len(write("2021-07-20T08:06:00Z", second, "CONFIRM\n")), 1, "each question has its own answer")
tap.equal([len(write("2021-07-20T08:1%d:00Z" % n, thread, "STATUS\n")) for n in range(4)], [1, 1, 1, 0], "none of that counts among the three answers of a day")

question = str(write("2021-07-21T09:00:00Z", thread, "WITHDRAW\n")[0]["Reply-To"])
tap.equal(len(write("2021-07-21T09:01:00Z", question, "CONFIRM\n")), 2, "in its day CONFIRM acts")
tap.equal(state(), "withdrawn", "and takes the story back")
again = write("2021-07-21T09:02:00Z", question, "CONFIRM\n")
tap.has(words(again)[0], "Your story is withdrawn.", "a second one is told that it is done")
tap.has(words(again)[0], "  UNDO ", "and how to bring it back")
tap.lacks(words(again)[0], "WITHDRAW ", "rather than how to take it back")
write("2021-07-21T09:03:00Z", thread, "UNDO\n")
tap.equal((write("2021-07-21T09:04:00Z", question, "CONFIRM\n"), state()), ([], "received"), "and does not take it back again, later")
tap.equal(write("2021-07-21T09:05:00Z", "stories+%s@example.org" % ("a" * 20), "CONFIRM\n"), [], "a token that was never ours is answered with nothing, as the others are from now on (PROVES CT-10)")
tap.equal((len(box.json("list")), box.json("account")[0]["difference"]), (1, 0), "no mail of these is a story, and each is counted")
