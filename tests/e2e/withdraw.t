#!/usr/bin/python3
"""Taking a story back: without proof of the sender the stored address is asked, once; the invitation goes with the story."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402
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
tap.has(box.run("trace", "1").stdout.decode(), "withdraw", "the trail tells it")
