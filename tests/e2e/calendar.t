#!/usr/bin/python3
"""What calendars send back, and what is sent again to them; read with python3-icalendar."""
import os
import sys

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

tap = Tap()
count = 0


class Calendar:
    """A box in which ada was invited, and everything that calendars may send to it."""

    def __init__(self):
        self.box = Box()
        self.minute = 0
        self.seen = 0
        self.box.deliver(mail(), 1626682491)
        self.minute = 0
        self.first = self.work()[0]
        self.event = event(self.first)

    def work(self):
        self.minute += 1
        done = self.box.run("once", now="2021-07-19T%02d:%02d:00Z" % (9 + self.minute // 60, self.minute % 60))
        tap.equal(done.returncode, 0, "a pass")
        letters = self.box.letters()[self.seen:]
        self.seen += len(letters)
        return letters

    def send(self, method, attendee="ada@example.net", sender=None, uid=None, partstat="ACCEPTED", lines="", extra="", sequence=0):
        """A calendar mail; the letters that it caused."""
        ics = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:%s\nBEGIN:VEVENT\nUID:%s\nDTSTAMP:20210719T09%02d00Z\nSEQUENCE:%d\nATTENDEE;PARTSTAT=%s:mailto:%s\n%sEND:VEVENT\nEND:VCALENDAR\n" % (
            method, uid or self.event["UID"], self.minute, sequence, partstat, attendee, lines)
        octets = mail(sender=sender or attendee, subject="From a calendar", message_id="<c%d-%d@example.net>" % (id(self), self.minute), body=ics, extra=extra)
        self.box.deliver(octets.replace(b"text/plain", b"text/calendar; method=" + method.encode()), 1626686000 + self.minute)
        return self.work()

    def write(self, body, sender="ada@example.net", extra=""):
        octets = mail(sender=sender, to=str(self.first["Reply-To"]), subject="Re: it", body=body, message_id="<w%d-%d@example.net>" % (id(self), self.minute), extra=extra)
        self.box.deliver(octets, 1626686000 + self.minute)
        return self.work()

    def story(self):
        return self.box.json("list")[0]

    def digest(self):
        return self.box.run("digest", "--preview", now="2021-07-19T13:00:00Z").stdout.decode()


def event(letter):
    return icalendar.Calendar.from_ical(part(letter, "text/calendar")).walk("VEVENT")[0]


ours = Calendar()

tap.equal(ours.send("COUNTER", partstat="TENTATIVE", lines="DTSTART:20210722T160000Z\nCOMMENT:an hour later?\n"), [], "a proposal is not answered")
tap.equal(ours.box.sql("SELECT starts FROM invite"), [(1626966000,)], "the session stays where it is (PROVES CI-21)")
tap.equal(ours.story()["rsvps"], {"story-time": "NEEDS-ACTION"}, "and so does the answer")
tap.has(" ".join(ours.digest().replace("|", "").split()), "ada@example.net proposes another time, Thu 22 Jul 2021, 09:00 PDT: an hour later?", "the digest tells of it, in the call's zone")
tap.has(ours.box.run("show", "1").stdout.decode(), "ada@example.net proposes another time for story-time: Thu 22 Jul 2021, 09:00 PDT; an hour later?", "and so does show")
tap.equal([(p["proposal"], p["comment"]) for p in ours.box.json("show", "1")[0]["proposals"]], [("20210722T160000Z", "an hour later?")], "for programs as it was written")
tap.has(ours.digest(), "an hour later?", "with the comment")

for method in "CANCEL", "REQUEST", "PUBLISH":
    tap.equal(ours.send(method, sender="eve@example.com"), [], method + " from outside is not answered")
tap.equal(ours.box.sql("SELECT cancelled, sequence FROM invite"), [(0, 0)], "and changes nothing (PROVES CI-24)")
tap.has(ours.digest(), "eve@example.com: spoofed cancel", "but is listed")
ours.send("REQUEST", sender="eve@example.com", uid="foreign@example.com")
tap.has(ours.digest(), "eve@example.com: sent an invitation", "as is a stranger's own invitation")

ours.send("REPLY", partstat="DELEGATED;DELEGATED-TO=\"mailto:bob@example.com\"")
tap.equal(ours.story()["rsvps"], {"story-time": "DELEGATED"}, "who delegates is marked (PROVES CI-23)")
tap.equal(ours.box.sql("SELECT count(*) FROM invite"), [(1,)], "the delegate is not invited")
tap.has(ours.digest(), "for bob@example.com", "and stands in the digest as text")

again = Calendar()
letters = again.send("REFRESH")
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "REFRESH sends the invitation again (PROVES CI-22)")
tap.equal(event(letters[0])["SEQUENCE"], again.event["SEQUENCE"], "with the same SEQUENCE")
tap.equal(str(event(letters[0])["UID"]), str(again.event["UID"]), "and UID")
tap.ok(event(letters[0])["DTSTAMP"].dt > again.event["DTSTAMP"].dt, "and a newer DTSTAMP (PROVES CO-22)")
tap.lacks(part(letters[0], "text/calendar"), "BEGIN:VALARM", "and no alarm (PROVES CO-28)")
tap.equal(again.send("REFRESH", sender="eve@example.com", attendee="eve@example.com"), [], "a stranger's REFRESH is not answered")
tap.equal(again.send("REFRESH", sender="eve@example.com"), [], "nor one that names the invited person")
tap.equal(again.send("REFRESH", uid="unknown@example.com"), [], "nor one for an unknown UID")
tap.equal(again.send("REFRESH", extra="Auto-Submitted: auto-generated\r\n"), [], "nor an automatic one")
tap.equal(sum(len(again.send("REFRESH")) for _ in range(6)), 1, "and the breaker ends it: 3 answers a day with the receipt")

older = Calendar()
older.box.sql("UPDATE invite SET sequence = 3, last_major_seq = 2")
letters = older.send("REPLY", sequence=1)
tap.equal([event(m)["SEQUENCE"] for m in letters], [3], "an answer to an older time gets the current one (PROVES CI-15)")
tap.equal(letters[0]["Auto-Submitted"], "auto-generated", "as an update, not an answer")
tap.equal(older.story()["rsvps"], {"story-time": "NEEDS-ACTION"}, "the answer does not count")
tap.equal(older.send("REPLY", sequence=0), [], "once")
older.send("REPLY", sequence=2)
tap.equal(older.story()["rsvps"], {"story-time": "ACCEPTED"}, "one since the last move counts")
trail = older.box.run("trace", "1").stdout.decode()
tap.ok("ACCEPTED: it answers an older time of the session" in trail and "ACCEPTED: the invited person answered" in trail, "the trail of a story has what calendars answered", trail)

words = Calendar()
tap.equal(words.write("maybe\n"), [], "an answer in words is not answered")
tap.equal(words.story()["rsvps"], {"story-time": "TENTATIVE"}, "but counts (PROVES CI-29)")
tap.has(words.box.run("trace", "1").stdout.decode(), "the answer to the invitation is recorded", "and the trail says so")
words.write("No\n\nsorry\n")
tap.equal(words.story()["rsvps"], {"story-time": "DECLINED"}, "in any case of letters")
words.write("yes, with pleasure\n")
words.write("> yes\n")
words.write("yes\n", sender="eve@example.com")
words.write("yes\n", extra="Auto-Submitted: auto-replied\r\n")
words.write("yes\n", extra="List-Id: <x.example.com>\r\n")
tap.equal(words.story()["rsvps"], {"story-time": "DECLINED"}, "not with more words, quoted, from others, machines or lists")

coming = Calendar()
coming.box.run("accept", "1", now="2021-07-19T09:10:00Z")
coming.work()
tap.equal(coming.story()["confirmed"], False, "an accepted story is not yet confirmed")
coming.send("REPLY")
tap.equal(coming.story()["confirmed"], True, "an acceptance in the calendar confirms it")
tap.has(coming.box.run("show", "1").stdout.decode(), "confirmed", "which is shown")
coming.send("REPLY", partstat="DECLINED")
tap.equal(coming.story()["confirmed"], False, "a later no takes that back")
coming.write("yes\n")
tap.equal(coming.story()["confirmed"], True, "and so does yes as the first line")
coming.write("no\n")
tap.equal((coming.story()["confirmed"], coming.story()["coming"]), (False, "no"), "which no takes back")

words = Calendar()
words.box.run("accept", "1", now="2021-07-19T09:10:00Z")
words.work()
words.write("I cannot come, sorry.\n")
tap.equal((words.story()["confirmed"], words.story()["coming"]), (False, "in words"), "a refusal in the author's own words confirms nothing (PROVES CI-29)")
tap.has(words.box.run("show", "1").stdout.decode(), "please read", "a person is asked to read it")
words.write("I told you that I cannot come: " + "I am far away that week. " * 20)
tap.equal(words.story()["revisions"], 1, "a long answer to a decision is no new version of the story")
words.write("yes\n")
words.write("What shall I bring?\n")
tap.equal(words.story()["coming"], "yes", "what is clear stays clear")

twice = Calendar()
twice.box.deliver(mail(subject="A second story", message_id="<second@example.net>"), 1626686500)
second = [m for m in twice.work() if m["Subject"] == "Re: A second story"][0]
tap.equal(part(second, "text/calendar"), "", "one person has one invitation, whatever they send (PROVES CO-21)")
twice.first = second
twice.write("no\n")
tap.equal([s["rsvps"] for s in twice.box.json("list")], [{"story-time": "DECLINED"}] * 2, "an answer in words to the second receipt finds it (PROVES CI-29)")
twice.write("yes\n")
twice.box.run("accept", "2", now="2021-07-19T09:04:30Z")
twice.work()
twice.send("REPLY", partstat="TENTATIVE")
twice.send("REPLY")
tap.equal([s["coming"] for s in twice.box.json("list")], ["unknown", "yes"], "and an acceptance in the calendar confirms the story that was accepted")
twice.box.run("decline", "1", now="2021-07-19T09:07:30Z")
declined = twice.work()
STAYS = "You stay invited to Open Collab Story Time,\nbecause of your story open-collab-2."
tap.equal([part(m, "text/calendar") for m in declined], [""], "the end of one story leaves the invitation of the other")
tap.has(part(declined[0], "text/plain"), STAYS, "and says so")
tap.has(part(declined[0], "text/html"), "<strong>Open Collab Story Time</strong>, because of your story open-collab-2.", "in both parts")
preview = twice.box.run("decline", "--preview", "2", now="2021-07-19T09:08:15Z").stdout.decode()
tap.lacks(preview, "You stay invited", "of the last one nothing stays")
twice.box.run("decline", "2", now="2021-07-19T09:08:30Z")
tap.equal(["METHOD:CANCEL" in part(m, "text/calendar") for m in twice.work()], [False, True], "the end of the last one takes it back (PROVES CO-27)")

pair = Calendar()
pair.box.deliver(mail(subject="A second story", message_id="<second@example.net>"), 1626686500)
pair.work()
pair.write("WITHDRAW\n")
asked = pair.box.letters()[-1]
pair.box.deliver(mail(to=str(asked["Reply-To"]), subject="Re: x", body="CONFIRM\n", message_id="<sure@example.net>"), 1626686700)
pair.work()
pair.box.run("once", now="2021-07-20T10:00:00Z")
withdrawn = [m for m in pair.box.letters()[pair.seen:] if m["List-Id"] is None]
tap.equal([part(m, "text/calendar") for m in withdrawn], [""], "whoever takes one of two stories back keeps the invitation")
tap.has(part(withdrawn[0], "text/plain"), STAYS, "and is told why")

gone = Calendar()
gone.box.run("decline", "1", now="2021-07-19T09:10:00Z")
gone.work()
gone.send("REPLY")
tap.equal(gone.box.sql("SELECT partstat, cancelled FROM invite"), [("NEEDS-ACTION", 1)], "an answer after the end is kept without effect (PROVES CI-30)")
tap.equal(gone.box.sql("SELECT effect FROM rsvp"), [("ignored",)], "and stored")

MORE = CALL.rstrip().rstrip("}") + """    session "panel" { title = "The panel"  start = "2021-07-23 10:00"  length = "60m"  invite = "submitted" }
}
"""
both = Box(call=MORE)
both.deliver(mail(), 1626682491)
both.run("once", now="2021-07-19T09:00:00Z")
letters = {str(m["Subject"]): m for m in both.letters()}
panel, receipt = letters["Invitation: The panel"], letters["Re: My good story"]


def say(minute, word, letter):
    """What the invitations say after WORD in answer to LETTER."""
    octets = mail(to=str(letter["Reply-To"]), body=word + "\n", message_id="<s%d@example.net>" % minute, extra="In-Reply-To: %s\r\n" % letter["Message-ID"])
    both.deliver(octets, 1626685200 + 60 * minute)
    both.run("once", now="2021-07-19T09:%02d:30Z" % minute)
    return both.json("list")[0]["rsvps"]


tap.equal(say(1, "no", panel), {"story-time": "NEEDS-ACTION", "panel": "DECLINED"}, "an answer in words to one invitation is an answer to that one")
tap.equal(say(2, "yes", receipt), {"story-time": "ACCEPTED", "panel": "ACCEPTED"}, "one to the receipt answers all (PROVES CI-29)")
both.run("once", now="2021-07-21T16:00:00Z")
reminder = [m for m in both.letters() if str(m["Subject"]).startswith("Reminder: Open Collab")][0]
octets = mail(to=str(reminder["Reply-To"]), body="no\n", message_id="<late@example.net>", extra="In-Reply-To: %s\r\n" % reminder["Message-ID"])
both.deliver(octets, 1626883300)
both.run("once", now="2021-07-21T16:05:00Z")
tap.equal(both.json("list")[0]["rsvps"], {"story-time": "DECLINED", "panel": "ACCEPTED"}, "and one to a reminder that session alone")

# Another address may answer for the invited person until that person answers; what it says then is a guest's question (PROVES CI-09).
alias = Calendar()
tap.equal(alias.send("REPLY", attendee="a.lovelace@alias.example", partstat="TENTATIVE"), [], "an alias answers")
tap.equal(alias.story()["rsvps"], {"story-time": "TENTATIVE"}, "which counts")
tap.has(alias.digest().replace("\n| ", " "), "a.lovelace@alias.example answered TENTATIVE instead of ada@example.net, open-collab-1: another address answered for the invited person", "and the digest names alias, person and story")
alias.send("REPLY", partstat="ACCEPTED")
tap.equal(alias.story()["rsvps"], {"story-time": "ACCEPTED"}, "the invited person's own answer counts more")
alias.send("REPLY", attendee="eve@example.com", partstat="DECLINED")
tap.equal(alias.story()["rsvps"], {"story-time": "ACCEPTED"}, "and nobody else's after it")
tap.has(alias.digest().replace("\n| ", " "), "eve@example.com answered DECLINED instead of ada@example.net, open-collab-1: guest asks to join; the invited person had answered already", "which is shown")
alias.send("REPLY", attendee="zoe@example.com", partstat="ACCEPTED")
tap.has(alias.digest(), "| zoe@example.com\n| Open Collab Story Time\n| the invitation of ada@example.net, open-collab-1\n", "whoever was handed the invitation asks to join, and on whose (PROVES CI-11)")
tap.equal(alias.box.run("admit", str(alias.box.sql("SELECT max(id) FROM mail")[0][0]), now="2021-07-19T13:00:00Z").returncode, 0, "and can be admitted")
