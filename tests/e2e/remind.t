#!/usr/bin/python3
"""Reminders: before a session, of an acceptance without an answer, of the deadline for who asked; each once, also after an outage."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Running, Tap, mail, part, until  # noqa: E402

tap = Tap()
ARRIVAL = 1626682491
PEOPLE = "ada", "bob", "carl", "dora"


def configured(text):
    """CALL with TEXT inside."""
    return CALL.rstrip().rstrip("}") + text + "\n}\n"


class Talk:
    """A box in which some people sent a story on the 19th; the session is on the 22nd at 15:00 UTC."""

    def __init__(self, people=PEOPLE, call=CALL):
        self.box = Box(call=call)
        self.seen = self.mails = 0
        for person in people:
            self.send(person + "@example.net", body="A story of two labs.\n", at=ARRIVAL)
        self.receipts = {str(m["To"]): m for m in self.at("2021-07-19T09:00:00Z")}

    def send(self, sender, at, to="stories@example.org", subject="My good story", body="", extra="", kind=None):
        self.mails += 1
        octets = mail(sender=sender, to=to, subject=subject, body=body, message_id="<m%d-%d@example.net>" % (id(self), self.mails), extra=extra)
        self.box.deliver(octets.replace(b"text/plain", kind) if kind else octets, at)

    def reply(self, person, partstat, at):
        uid = [line[4:].strip() for line in part(self.receipts[person], "text/calendar").splitlines() if line.startswith("UID:")][0]
        ics = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:%s\nDTSTAMP:20210719T091000Z\nSEQUENCE:0\nATTENDEE;PARTSTAT=%s:mailto:%s\nEND:VEVENT\nEND:VCALENDAR\n"
        self.send(person, at, body=ics % (uid, partstat, person), kind=b"text/calendar; method=REPLY")

    def at(self, now):
        """The letters of a pass at NOW, digests left out."""
        done = self.box.run("once", now=now)
        tap.equal(done.returncode, 0, "a pass at " + now)
        letters = self.box.letters()[self.seen:]
        self.seen += len(letters)
        return [m for m in letters if m["List-Id"] is None]

    def reminded(self, now):
        return sorted(str(m["To"]).split("@")[0] for m in self.at(now) if m["Subject"].startswith("Reminder:"))


# Whoever is invited and has not said no.
talk = Talk()
talk.reply("bob@example.net", "DECLINED", ARRIVAL + 3600)
talk.reply("carl@example.net", "TENTATIVE", ARRIVAL + 3600)
talk.send("dora@example.net", ARRIVAL + 3600, to=str(talk.receipts["dora@example.net"]["Reply-To"]), body="maybe\n")
tap.equal(talk.reminded("2021-07-21T14:59:59Z"), [], "nobody is reminded a second too soon")
talk.box.run("decline", "4", now="2021-07-21T14:59:59Z")
letters = [m for m in talk.at("2021-07-21T15:00:00Z") if m["Subject"].startswith("Reminder:")]
tap.equal(sorted(str(m["To"]) for m in letters), ["ada@example.net", "carl@example.net"], "a day before, those who did not decline and whose story stands")
ada = [m for m in letters if m["To"] == "ada@example.net"][0]
text, html = part(ada, "text/plain"), part(ada, "text/html")
tap.equal(str(ada["Subject"]), "Reminder: Open Collab Story Time, Thu 22 Jul 2021, 08:00 PDT", "the subject says what and when")
for words in "PDT: Thu 22 Jul 2021, 08:00-09:00 (America/Los_Angeles)", "AoE: Thu 22 Jul 2021, 03:00-04:00", "UTC: Thu 22 Jul 2021, 15:00-16:00", "https://zoom.example/j/1":
    tap.has(text, words, "the text has " + words)
tap.has(html, "https://zoom.example/j/1", "the page has the join link, too (PROVES CO-03)")
tap.has(text, "begins in about 24 h", "it says how long it is till then")
tap.has(text, "dated at UTC+02:00", "the author's offset is a label")
tap.lacks(text, "17:00", "and converts nothing (PROVES TI-12)")
tap.has(text, "no answer from you", "who has not answered is asked to")
tap.equal(ada["Auto-Submitted"], "auto-generated", "it is no answer to a mail (PROVES RE-15)")
tap.equal(part(ada, "text/calendar"), "", "nor a new invitation")
tap.equal(talk.box.sql("SELECT DISTINCT counts FROM letter WHERE what = 'reminder'"), [(0,)], "and it does not count in the breaker (PROVES RE-10)")
tap.equal(talk.reminded("2021-07-21T15:01:00Z"), [], "once")
talk.send("carl@example.net", 1626894000, to=str(talk.receipts["carl@example.net"]["Reply-To"]), body="no\n")
tap.equal(talk.reminded("2021-07-22T13:59:00Z"), [], "nothing more until an hour before")
tap.equal(talk.reminded("2021-07-22T14:00:00Z"), ["ada"], "then those who are left")
tap.equal(talk.reminded("2021-07-22T14:30:00Z"), [], "once")
tap.equal(talk.reminded("2021-07-22T15:30:00Z"), [], "and never after the start")

# Whoever handed the invitation on is the only one of the two whom we may write to.
handed = Talk(("ada",))
handed.reply("ada@example.net", 'DELEGATED;DELEGATED-TO="mailto:eve@example.com"', ARRIVAL + 3600)
letters = [m for m in handed.at("2021-07-21T15:00:00Z") if m["Subject"].startswith("Reminder:")]
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "the delegate, who never wrote to us, is not written to (PROVES CI-23)")
tap.has(part(letters[0], "text/plain"), "so please remind them", "and who delegated is told why")
tap.lacks(part(letters[0], "text/plain"), "no answer from you", "and not asked for the answer that they gave")
tap.equal(handed.reminded("2021-07-22T14:00:00Z"), ["ada"], "an hour before, too")

# Outages.
tap.equal(Talk(("ada",)).reminded("2021-07-22T02:00:00Z"), ["ada"], "a day's reminder that was missed still helps 13 hours before")
short = Talk(("ada",))
tap.equal(short.reminded("2021-07-22T13:30:00Z"), [], "but not shortly before the one of the hour")
tap.equal(short.reminded("2021-07-22T14:40:00Z"), ["ada"], "which is late itself and helps")
tap.equal(len(short.box.sql("SELECT * FROM reminder")), 1, "one, not two")
tap.equal(Talk(("ada",)).reminded("2021-07-22T15:00:00Z"), [], "at the start it is too late")
new = Talk(())
new.send("eve@example.net", 1626901200, body="A story that comes late.\n")
new.at("2021-07-21T21:00:00Z")
tap.equal(new.reminded("2021-07-22T02:00:00Z"), [], "whoever was invited since is not reminded of what they were just told")
tap.equal(new.reminded("2021-07-22T14:00:00Z"), ["eve"], "but an hour before")

# A session that moves.
moved = Talk(("ada", "bob"))
tap.equal(moved.reminded("2021-07-21T15:00:00Z"), ["ada", "bob"], "reminded of the old time")
moved.box.write_config(call=CALL.replace("2021-07-22 08:00", "2021-07-24 08:00"))
tap.equal(moved.reminded("2021-07-22T14:00:00Z"), [], "a time that is no longer true is not repeated before invite --sync")
moved.box.run("invite", "--sync", now="2021-07-22T14:10:00Z")
moved.at("2021-07-22T14:10:00Z")
tap.equal(moved.reminded("2021-07-22T14:20:00Z"), [], "nor after it")
tap.equal(moved.reminded("2021-07-23T15:00:00Z"), ["ada", "bob"], "the new time has its own reminders")
moved.box.write_config(call=CALL.replace("2021-07-22 08:00", "2021-07-24 08:00").replace("/j/1", "/j/2"))
letters = [m for m in moved.at("2021-07-24T14:00:00Z") if m["Subject"].startswith("Reminder:")]
tap.has(part(letters[0], "text/plain"), "https://zoom.example/j/2", "and the newest join link")
gone = Talk(("ada",))
gone.send("ada@example.net", ARRIVAL + 7200, to=str(gone.receipts["ada@example.net"]["Reply-To"]), body="WITHDRAW\n")
question = gone.at("2021-07-19T11:00:00Z")[0]
gone.send("ada@example.net", ARRIVAL + 7300, to=str(question["Reply-To"]), body="CONFIRM\n")
gone.at("2021-07-19T11:05:00Z")
tap.equal(gone.reminded("2021-07-21T15:00:00Z"), [], "a withdrawn story has no reminders")

# Words of the configuration.
tap.equal(Talk(("ada",), configured("reminders = {}")).reminded("2021-07-22T14:00:00Z"), [], "reminders = {} means none")
own = Talk(("ada",), configured('reminders = {"30m", "2d"}'))
tap.equal(own.reminded("2021-07-20T15:00:00Z"), ["ada"], "other times: two days")
tap.equal(own.reminded("2021-07-22T14:30:00Z"), ["ada"], "and half an hour")
broken = Box(call=configured('reminders = {"soon"}'))
tap.has(broken.run("check", "--offline").stderr.decode() + broken.run("check", "--offline").stdout.decode(), 'write {"24h", "1h"}', "a wrong time is named with what to write")
tap.has(Talk(("ada",)).box.run("status", now="2021-07-20T00:00:00Z").stdout.decode(), "2021-07-21 15:00:00 UTC", "status names the next one")

# An acceptance without an answer.
EARLY = CALL.replace("2021-07-22 08:00", "2021-08-22 08:00")
asked = Talk(PEOPLE, EARLY)
for number in "1", "2", "3":
    asked.box.run("accept", number, now="2021-07-20T10:00:00Z")
asked.at("2021-07-20T10:01:00Z")
asked.reply("ada@example.net", "ACCEPTED", 1626777000)
asked.send("bob@example.net", 1626777000, to=str(asked.receipts["bob@example.net"]["Reply-To"]), body="I am not sure, can I tell you next week?\n")
tap.equal(asked.at("2021-07-23T09:59:00Z"), [], "nobody is asked again too soon")
letters = asked.at("2021-07-23T10:00:00Z")
tap.equal([str(m["To"]) for m in letters], ["carl@example.net"], "three days later, who neither answered nor wrote is asked again")
tap.has(str(letters[0]["Subject"]), "Will you come?", "and what for")
tap.equal(asked.at("2021-07-28T10:00:00Z"), [], "once")
standing = {s["from"]: s for s in asked.box.json("list")}
listed = asked.box.run("list").stdout.decode()
tap.has(listed, "accepted, no answer", "then they are shown as without an answer (PROVES CI-31)")
tap.has(listed, "please read", "and who wrote in words is to be read")
near = Talk(("ada",))
near.box.run("accept", "1", now="2021-07-20T15:00:00Z")
near.at("2021-07-20T15:00:00Z")
tap.equal([m["Subject"] for m in near.at("2021-07-21T14:59:00Z")], [], "where the session is near")
tap.equal([m["Subject"].split("?")[0] for m in near.at("2021-07-21T15:00:00Z")], ["Reminder: Open Collab Story Time, Thu 22 Jul 2021, 08:00 PDT", "Will you come"], "half the time is left to answer")
tap.equal(Talk(("ada",), configured('ask_again = "never"')).box.run("check", "--offline").returncode, 0, "ask_again may be never")

# REMIND.
wish = Talk(())
wish.send("ida@example.com", ARRIVAL, subject="Hello", body="remind\n\n-- \nIda\n")
wish.send("jon@example.com", ARRIVAL, subject="REMIND", body="")
wish.send("kim@example.com", ARRIVAL, subject="Hello", body="REMIND\n", extra="List-Id: <x.example.com>\r\n")
letters = {str(m["To"]): m for m in wish.at("2021-07-19T09:00:00Z")}
tap.equal(sorted(letters), ["ida@example.com", "jon@example.com"], "who asks to be reminded is answered; a list is not")
tap.has(part(letters["ida@example.com"], "text/plain"), "on 2021-07-19 12:00:00 UTC", "with the time of the reminder")
tap.has(part(letters["ida@example.com"], "text/plain"), "stories@example.org", "and how to send a story")
tap.equal(wish.box.json("list"), [], "and it is no story")
tap.equal(letters["ida@example.com"]["Auto-Submitted"], "auto-replied", "as an answer")
wish.send("ida@example.com", ARRIVAL + 60, subject="Hello", body="REMIND\nThanks!\n")
wish.send("jon@example.com", ARRIVAL + 60, body="Here is my story of two labs.\n")
wish.at("2021-07-19T09:05:00Z")
letters = wish.at("2021-07-19T12:00:00Z")
tap.equal([str(m["To"]) for m in letters], ["ida@example.com"], "two days before the deadline who still has no story is reminded")
tap.has(part(letters[0], "text/plain"), "that is before 2021-07-21 12:00:00 UTC", "with the deadline in UTC, too (PROVES TI-14)")
tap.has(part(letters[0], "text/plain"), "when our mail server received", "and what counts")
tap.equal(letters[0]["Auto-Submitted"], "auto-generated", "as no answer")
tap.equal(wish.at("2021-07-20T12:00:00Z"), [], "once")
wish.send("liz@example.com", 1626790000, body="REMIND\n")
letters = wish.at("2021-07-20T15:00:00Z")
tap.has(part(letters[0], "text/plain"), "This is your reminder", "who asks later than that is reminded at once")
tap.equal(wish.at("2021-07-20T16:00:00Z"), [], "and not again")
wish.send("max@example.com", 1626790000, body="HELP\n")
letters = wish.at("2021-07-20T16:05:00Z")
tap.has(part(letters[0], "text/plain"), "How to send a story", "HELP from somebody without a story is answered (PROVES CT-12)")
wish.send("mia@example.com", 1626790050, body="WITHDRAW\n")
letters = wish.at("2021-07-20T16:06:00Z")
tap.has(part(letters[0], "text/plain"), "answer the mail that confirmed it", "a word that wants a story tells where it works")
tap.equal([s["from"] for s in wish.box.json("list")], ["jon@example.com"], "and neither is a story")
for body in "We forked it.\n", "HELP\nis what we cried when the build broke on the day of the release, and nobody came for two weeks.\n":
    titled = Talk(())
    titled.send("ned@example.com", ARRIVAL, subject="Help", body=body)
    titled.at("2021-07-19T09:00:00Z")
    tap.equal([s["from"] for s in titled.box.json("list")], ["ned@example.com"], "a story with such a title or beginning is a story")
wish.box.run("erase", "ida@example.com", now="2021-07-20T17:00:00Z")
tap.equal(wish.box.sql("SELECT address FROM wish WHERE address LIKE '%ida%'"), [], "whoever is erased is not remembered as asking, either")
late = Talk(())
late.send("ida@example.com", ARRIVAL, body="REMIND\n")
late.at("2021-07-19T09:00:00Z")
tap.equal(late.at("2021-07-21T12:00:00Z"), [], "after the deadline nobody is reminded of it")

# The supervisor wakes for them.
now = int(time.time())
SOON = CALL.replace('start  = "2021-07-22 08:00"', 'start  = "%s"' % time.strftime("%Y-%m-%d %H:%M", time.gmtime(now + 24 * 3600 - 60))).replace("America/Los_Angeles", "UTC")
soon = Box(call=SOON)
soon.deliver(mail(), now - 7200)
soon.run("once", now=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 7200)))
running = Running(soon)
tap.ok(until(lambda: any(m["Subject"].startswith("Reminder:") for m in soon.letters()), 20), "run sends what is due", running.log())
running.kill()
