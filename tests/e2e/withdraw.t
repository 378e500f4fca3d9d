#!/usr/bin/python3
"""Taking a story back: without proof of the sender the stored address is asked, once; the invitation goes with the story."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402
import icalendar  # noqa: E402

tap = Tap()
box = Box()


def write(minute, to, body, sender="ada@example.net", extra=""):
    """A mail at 08:MINUTE, worked on at once; the letters that it caused."""
    before = len(box.letters())
    box.deliver(mail(sender=sender, to=to, subject="Re: My good story", body=body, message_id="<m%d@example.net>" % minute, extra=extra), 1626681600 + 60 * minute)
    tap.equal(box.run("once", now="2021-07-19T08:%02d:00Z" % minute).returncode, 0, "a pass at 08:%02d" % minute)
    return box.letters()[before:]


def state():
    return box.json("list")[0]["state"]


receipt = write(1, "stories@example.org", "A story of two labs.\n")[0]
thread = receipt["Reply-To"]

tap.equal(write(2, thread, "> WITHDRAW\n\nWhat does this mean?\n"), [], "a quoted word is no order (PROVES B-52)")
tap.equal(write(3, thread, "WITHDRAW\n", sender="eve@example.com")[0]["To"], "ada@example.net", "a stranger's order is a question to the author (PROVES P-21)")
question = write(4, thread, "withdraw\n")[0]
tap.equal(state(), "received", "an unproved order changes nothing yet (PROVES CT-04)")
tap.has(part(question, "text/plain"), "CONFIRM", "the author is asked")
tap.ok(question["Reply-To"] != thread, "under a token of its own")

tap.equal(write(5, question["Reply-To"], "Yes please\n"), [], "an answer that is not CONFIRM confirms nothing")
tap.equal(state(), "received", "so the story stays")
write(6, question["Reply-To"], "CONFIRM\n", sender="eve@example.com")
tap.equal(state(), "received", "nor can a stranger confirm (PROVES B-51)")

# The breaker counts these answers too (RE-10), so the rest happens a day later.
letters = box.letters()
box.deliver(mail(to=thread, body="WITHDRAW\n", subject="Re: x", message_id="<n1@example.net>"), 1626777000)
box.run("once", now="2021-07-20T10:30:00Z")
question = [m for m in box.letters() if "Did you ask for this" in part(m, "text/plain")][-1]
box.deliver(mail(to=question["Reply-To"], body="Confirm\n", subject="Re: x", message_id="<n2@example.net>"), 1626777060)
box.run("once", now="2021-07-20T10:31:00Z")
tap.equal(state(), "withdrawn", "the author confirms")
cancelled = [m for m in box.letters() if "METHOD:CANCEL" in part(m, "text/calendar")]
tap.equal(len(cancelled), 1, "the invitation is cancelled once")
tap.has(part(cancelled[0], "text/plain"), "It hung on your story open-collab-1, which is withdrawn.", "and says why")
old = icalendar.Calendar.from_ical(part(receipt, "text/calendar")).walk("VEVENT")[0]
new = icalendar.Calendar.from_ical(part(cancelled[0], "text/calendar")).walk("VEVENT")[0]
tap.equal(str(new["UID"]), str(old["UID"]), "with the same UID (PROVES CO-27)")
tap.equal(int(new["SEQUENCE"]), int(old["SEQUENCE"]) + 1, "and the next SEQUENCE (PROVES CO-23)")
tap.ok(new["DTSTAMP"].dt > old["DTSTAMP"].dt, "and a later DTSTAMP (PROVES CO-22)")
tap.equal(str(new["STATUS"]), "CANCELLED", "as cancelled")

box.deliver(mail(to=question["Reply-To"], body="CONFIRM\n", subject="Re: x", message_id="<n3@example.net>"), 1626777120)
box.run("once", now="2021-07-20T10:32:00Z")
tap.equal(len([m for m in box.letters() if "METHOD:CANCEL" in part(m, "text/calendar")]), 1, "a token works once (PROVES CT-01)")

box.deliver(mail(to=thread, body="UNDO\n", subject="Re: x", message_id="<n4@example.net>"), 1626777180)
box.run("once", now="2021-07-20T10:33:00Z")
tap.equal(state(), "received", "UNDO brings it back")
back = box.letters()[-1]
again = icalendar.Calendar.from_ical(part(back, "text/calendar"))
event = again.walk("VEVENT")[0]
tap.equal((str(again["METHOD"]), str(event["STATUS"])), ("REQUEST", "CONFIRMED"), "with its invitation")
tap.equal(str(event["UID"]), str(old["UID"]), "under the UID that it always had (PROVES CO-21, CO-34)")
tap.equal(int(event["SEQUENCE"]), int(new["SEQUENCE"]) + 1, "with the SEQUENCE after that of the cancellation")
tap.ok(event["DTSTAMP"].dt > new["DTSTAMP"].dt, "and a later DTSTAMP")
tap.has(box.run("trace", "1").stdout.decode(), "withdraw", "the trail tells it")

# Whoever was accepted and takes that back for an hour is accepted again, and is invited as such.
PANEL = CALL.rstrip().rstrip("}") + """    session "panel" { title = "The panel"  start = "2021-07-22 10:00"  length = "60m"  invite = "accepted" }
}
"""
INBOX = 'url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"'
PROOF = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\r\n"


class Panel:
    """A box with an accepted story whose author can prove who they are."""

    def __init__(self, inbox=INBOX):
        self.box = Box(call=PANEL, inbox=inbox)
        self.minute = self.seen = 0
        self.receipt = self.write("stories@example.org", "A story of two labs.\n")[0]

    def write(self, to, body, day=19):
        self.minute += 1
        at = 1626652800 + (day - 19) * 86400 + 9 * 3600 + 60 * self.minute
        self.box.deliver(mail(to=to, subject="Re: My good story", body=body, message_id="<p%d-%d@example.net>" % (id(self), self.minute), extra=PROOF), at)
        return self.work(day)

    def work(self, day=19):
        done = self.box.run("once", now="2021-07-%02dT09:%02d:30Z" % (day, self.minute))
        tap.equal(done.returncode, 0, "a pass")
        letters = self.box.letters()[self.seen:]
        self.seen += len(letters)
        return letters

    def order(self, word):
        self.box.run(word, "1", now="2021-07-19T09:%02d:10Z" % self.minute)
        return self.work()

    def state(self):
        return self.box.json("list")[0]["state"]

    def open_invitations(self):
        return sorted(name for (name,) in self.box.sql("SELECT session FROM invite WHERE cancelled = 0"))


accepted = Panel()
accepted.order("accept")
tap.equal(accepted.open_invitations(), ["panel", "story-time"], "an accepted author is invited to both")
letters = accepted.order("waitlist")
tap.equal(accepted.open_invitations(), ["story-time"], "the waiting list takes the panel's invitation back")
tap.equal(["METHOD:CANCEL" in part(m, "text/calendar") for m in letters], [False, True], "by a mail of its own")
accepted.order("accept")
tap.equal(accepted.box.sql("SELECT count(*), max(sequence) FROM invite WHERE session = 'panel'"), [(1, 2)], "and who moves up again gets the same invitation, renewed (PROVES CO-34)")
accepted.write(accepted.receipt["Reply-To"], "WITHDRAW\n")
tap.equal((accepted.state(), accepted.open_invitations()), ("withdrawn", []), "with proof of the sender WITHDRAW acts at once, and ends both (PROVES CT-04)")
accepted.write(accepted.receipt["Reply-To"], "UNDO\n", day=20)
tap.equal((accepted.state(), accepted.open_invitations()), ("accepted", ["panel", "story-time"]), "UNDO brings the acceptance back, and what hung on it")

late = Panel()
letters = late.write(late.receipt["Reply-To"], "WITHDRAW\n")
text = part(letters[0], "text/plain")
UNTIL = "".join(re.findall(r"Until (2021-07-26 \d\d:\d\d:\d\d UTC) you can answer", text))
tap.ok(UNTIL != "", "who withdraws is told until when it can be taken back", text)
tap.has(part(late.write(late.receipt["Reply-To"], "STATUS\n")[0], "text/plain"), "UNDO      to bring your story back, until " + UNTIL, "as who asks how it stands")
letters = late.write(late.receipt["Reply-To"], "UNDO\n", day=27)
tap.equal(late.state(), "withdrawn", "after seven days it stays withdrawn (PROVES CT-04)")
tap.has(part(letters[0], "text/plain"), "is withdrawn", "which its author is told")
tap.lacks(part(letters[0], "text/plain") + part(letters[0], "text/html"), "UNDO", "and nobody is offered an UNDO that does nothing")

tired = Panel()
tired.write(tired.receipt["Reply-To"], "HELP\n")
tired.write(tired.receipt["Reply-To"], "STATUS\n")
letters = tired.write(tired.receipt["Reply-To"], "WITHDRAW\n")
tap.equal(tired.state(), "withdrawn", "the breaker holds back an answer, not the withdrawal")
tap.equal(["METHOD:CANCEL" in part(m, "text/calendar") for m in letters], [True], "nor the cancellation in the calendar")

again = Panel()
again.write(again.receipt["Reply-To"], "WITHDRAW\n")
letters = again.write(again.receipt["Reply-To"], "REVISE\nA better story of two labs.\n")
tap.equal((again.state(), again.open_invitations()), ("received", ["story-time"]), "a new version of a withdrawn story brings it back with its invitation")
tap.equal(len(letters), 1, "in one mail (PROVES CO-35)")

# Some programs put our letter below the reply without any mark, and write spaces that do not break.
copied = Panel()
copied.write(copied.receipt["Reply-To"], "Thank you!\n\n" + part(copied.receipt, "text/plain"))
tap.equal(copied.box.json("show", "1")[0]["revisions"], 1, "our own letter below a word of thanks is no new version (PROVES ST-09)")
tap.equal(copied.box.sql("SELECT text FROM note"), [("Thank you!",)], "and no part of the note")
copied.write(copied.receipt["Reply-To"], "\nOn Mon, stories wrote:\n" + "".join("> %s\n" % line for line in part(copied.receipt, "text/plain").splitlines()))
tap.equal(copied.box.json("show", "1")[0]["revisions"], 1, "nor is our letter, quoted, to which nothing was written (PROVES ST-09)")
copied.write(copied.receipt["Reply-To"], "\u00a0WITHDRAW\u00a0\n\n" + part(copied.receipt, "text/plain"))
tap.equal(copied.state(), "withdrawn", "a word between spaces that do not break is that word (PROVES CT-04)")

# What a list passed on is no order of the author.
listed = Panel()
listed.write(listed.receipt["Reply-To"], "WITHDRAW\n")
listed.box.deliver(mail(to=listed.receipt["Reply-To"], subject="Re: it", body="UNDO\n", message_id="<listed@example.net>", extra=PROOF + "List-Id: <talk.example.com>\r\n"), 1626689000)
listed.work()
tap.equal(listed.state(), "withdrawn", "UNDO through a mailing list changes nothing (PROVES CT-06)")
