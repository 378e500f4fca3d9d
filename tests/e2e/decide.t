#!/usr/bin/python3
"""Decisions from the command line: the letter, the invitation that comes with it, and what declining takes back."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

PANEL = """
    session "panel" {
        title  = "The panel"
        start  = "2021-07-22 09:00"
        length = "60m"
        url    = "https://zoom.example/j/2"
        invite = "accepted"
    }
}
"""
NOW = "2021-07-21T14:00:00Z"

tap = Tap()
box = Box(call=CALL.rstrip().rstrip("}") + PANEL)
box.deliver(mail(), 1626682491)
box.deliver(mail(sender="bob@example.com", message_id="<two@example.com>", subject="Late one"), 1626868801)
box.deliver(mail(sender="carl@example.com", message_id="<three@example.com>", subject="From a list", extra="List-Id: <x.example.com>\r\n"), 1626682500)
box.run("once", now="2021-07-21T13:00:00Z")
before = len(box.letters())
numbers = {s["from"]: s["id"] for s in box.json("list")}


def new_letters():
    """What went out since the last look, by recipient."""
    global before
    box.run("once", now=NOW)
    letters = box.letters()[before:]
    before += len(letters)
    return letters


tap.has(box.run("accept", "--preview", numbers["ada@example.net"], now=NOW).stdout.decode(), "Your story is accepted", "a preview shows the letter")
tap.equal(new_letters(), [], "and sends nothing")
tap.equal(box.run("accept", numbers["ada@example.net"], now=NOW).returncode, 0, "accept")
letters = new_letters()
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "one letter to the author")
tap.has(part(letters[0], "text/calendar"), "SUMMARY:The panel", "with the invitation for those who are accepted")
tap.equal(letters[0]["Auto-Submitted"], "auto-generated", "it is no answer to a mail (PROVES RE-15)")
tap.equal(letters[0]["In-Reply-To"], "<one@example.net>", "but stands in the thread")
tap.equal(box.run("accept", numbers["ada@example.net"], now=NOW).returncode, 65, "twice makes no sense")
tap.equal(new_letters(), [], "and sends nothing")

tap.equal(box.run("late-ok", numbers["bob@example.com"], now=NOW).returncode, 0, "late-ok")
tap.equal([s["verdict"] for s in box.json("list") if s["from"] == "bob@example.com"], ["grace"], "the late one counts")
tap.equal(len(new_letters()), 1, "its author is told")

tap.equal([s["respond"] for s in box.json("list") if s["from"] == "carl@example.com"], [False], "a list's mail was not answered (PROVES CL-09)")
tap.equal(box.run("confirm", numbers["carl@example.com"], now=NOW).returncode, 0, "until an organizer says so")
letters = new_letters()
tap.equal(len(letters), 1, "one confirmation is sent (PROVES RE-04)")
tap.has(part(letters[0], "text/plain"), "On time", "with the verdict of its arrival")

box.run("decline", numbers["ada@example.net"], now=NOW)
letters = new_letters()
cancelled = [m for m in letters if "METHOD:CANCEL" in part(m, "text/calendar")]
tap.equal(len(letters), 3, "declining writes the letter")
tap.equal(len(cancelled), 2, "and takes both invitations back")
box.deliver(mail(to=str(letters[0]["Reply-To"]), subject="Re: it", body="STATUS\n", message_id="<status@example.net>"), 1626875000)
status = new_letters()[0]
tap.has(part(status, "text/plain"), "is declined.", "who asks is told that it is declined")
tap.lacks(part(status, "text/plain") + part(status, "text/html"), "zoom.example", "without the link to a session that is not theirs")
tap.equal(box.run("decline", "99", now=NOW).returncode, 65, "no such story")
tap.equal(box.run("decline", now=NOW).returncode, 64, "no story named")
