#!/usr/bin/python3
"""One call from the first story to the last reminder, over a real IMAP server and a real SMTP sink: two authors, a third who only looks on,
three organizers, and the calendars of all, which read what they get with python3-icalendar."""
import calendar
import email
import email.policy
import os
import re
import subprocess
import sys
import time

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402
from people import Person, Rules  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

PROOF = "Authentication-Results: mx.example.org; dmarc=pass header.from=%s\r\n"
ORGANIZERS = "rosa@example.org", "lee@example.com", "mo@example.net"
BASE = CALL.replace('{"stories@example.org"}', '{"stories@example.org", "social@example.org"}').replace(
    "    session", '    organizer "Mo Example" { address = "mo@example.net"  digest = true  decides = false }\n    session')


def call(social="2021-07-22 08:00", panel="2021-07-23 08:00", link=1, deadline="2021-07-20 AoE"):
    """The call with its sessions; PANEL is for accepted authors, None leaves it out."""
    text = BASE.replace("2021-07-22 08:00", social).replace("/j/1", "/j/%d" % link).replace("2021-07-20 AoE", deadline)
    if panel is None:
        return text
    more = '    session "panel" { title = "The panel"  start = "%s"  length = "60m"  url = "https://zoom.example/j/7"  invite = "accepted" }\n}\n'
    return text.rstrip().rstrip("}") + more % panel


class Stage:
    """The program between its servers, the clock in our hands, and everybody's mail handed out."""

    def __init__(self, tap):
        self.tap, self.rules = tap, Rules()
        self.dovecot, self.sink = Dovecot(), SmtpSink()
        self.doors = dict(inbox=self.dovecot.inbox() + '\nauthserv_id = "mx.example.org"', outbox=self.sink.outbox() + "\nlimit_per_address = 20")
        self.box = Box(call=call(), **self.doors)
        self.seen, self.people = set(), {}

    def person(self, address, client):
        proof = PROOF % address.split("@")[1]
        self.people[address] = Person(address, self.rules, client, proof)
        return self.people[address]

    def configure(self, **changes):
        self.box.write_config(call=call(**changes), **self.doors)

    def send(self, octets, when):
        self.dovecot.append(octets, calendar.timegm(time.strptime(when, "%Y-%m-%d %H:%M:%S")))

    def once(self, now):
        """The letters of a pass at NOW, as {recipient: [letter]}; each is given to its person."""
        done = self.box.run("once", now=now)
        self.tap.equal((done.returncode, done.stderr), (0, b""), "a pass at " + now)
        return self.hand_out()

    def hand_out(self):
        letters = {}
        for octets in self.sink.mails():
            letter = email.message_from_bytes(octets, policy=email.policy.default)
            if letter["Message-ID"] in self.seen:
                continue
            self.seen.add(letter["Message-ID"])
            letters.setdefault(email.utils.parseaddr(str(letter["To"]))[1], []).append(letter)
        for address in letters:
            for letter in letters[address] if address in self.people else []:
                self.people[address].receive(letter)
        return letters

    def order(self, *words, now):
        done = self.box.run(*words, now=now)
        self.tap.equal(done.returncode, 0, "callbox " + " ".join(words))
        return done.stdout.decode()

    def stories(self):
        return {s["id"]: s for s in self.box.json("list")}


tap = Tap()
stage = Stage(tap)
ada, bob = stage.person("ada@example.net", "gmail"), stage.person("bob@example.com", "outlook")
eve = stage.person("eve@example.net", "apple")
organizers = [stage.person(address, "apple") for address in ORGANIZERS]

# Two stories, to two addresses of the call; Bob's provider puts a tag behind it.
first = ada.write("good story\nA story of two labs.\n", "stories@example.org", subject="Two labs")
stage.send(first, "2021-07-19 08:14:51")
stage.send(bob.write("A story of a fork.\n", "Open Collab <social@example.org>", subject="A fork", when="Tue, 20 Jul 2021 23:59:10 -1200"), "2021-07-19 08:20:00")
got = stage.once("2021-07-19T08:30:00Z")
tap.equal(sorted(got), ["ada@example.net", "bob@example.com"], "both authors are answered")
ada_thread, bob_thread = str(got["ada@example.net"][0]["Reply-To"]), str(got["bob@example.com"][0]["Reply-To"])
tap.equal((ada.open_events(), bob.open_events()), (["Open Collab Story Time"],) * 2, "and invited to the session that is for all")
tap.equal(ada.entry("Open Collab Story Time").organizer, "mailto:stories@example.org", "by the address that they wrote to")
tap.equal(bob.entry("Open Collab Story Time").organizer, "mailto:social@example.org", "each their own (PROVES CO-19)")
tap.lacks(str(got["ada@example.net"][0]), "bob@", "neither hears of the other (PROVES CO-16)")
link = re.findall("https://[^\\s<>\"\\\\]+", part(got["ada@example.net"][0], "text/calendar"))
token = re.search("\\+([a-z2-7]+)@", ada_thread).group(1)
tap.ok(not any(token in url for url in link) and token not in part(got["ada@example.net"][0], "text/calendar"), "what gets forwarded with an invitation holds no token of the author (PROVES OS-09)")

# Calendars answer, each in its manner; one answer comes after a newer one.
stage.send(ada.answer("Open Collab Story Time", "TENTATIVE", ada_thread, "20210719T090000Z"), "2021-07-19 09:00:05")
stage.send(bob.answer("Open Collab Story Time", "ACCEPTED;SENT-BY=\"mailto:assistant@example.org\"", bob_thread, "20210719T091000Z"), "2021-07-19 09:10:05")
stage.send(bob.answer("Open Collab Story Time", "DECLINED", bob_thread, "20210719T090500Z"), "2021-07-19 09:11:00")
stage.send(ada.answer("Open Collab Story Time", "X-PERHAPS", ada_thread, "20210719T092000Z"), "2021-07-19 09:20:05")
stage.send(ada.answer("Open Collab Story Time", "ACCEPTED", ada_thread, "20210719T085000Z", sequence=2147483647), "2021-07-19 09:21:00")
tap.equal(stage.once("2021-07-19T09:30:00Z"), {}, "no calendar is answered (PROVES CI-28)")
tap.equal([stage.stories()["open-collab-%d" % n]["rsvps"]["story-time"] for n in (1, 2)], ["TENTATIVE", "ACCEPTED"], "the newest answer of each counts, whatever came last (PROVES CI-13)")
tap.equal(stage.box.sql("SELECT attendee, sent_by, via_alias FROM rsvp WHERE sent_by IS NOT NULL"), [("bob@example.com", "assistant@example.org", 0)], "an assistant's answer is their principal's, and the assistant is nobody else's alias (PROVES CI-25)")
tap.equal(stage.box.sql("SELECT effect FROM rsvp WHERE partstat = 'X-PERHAPS'"), [("ignored",)], "a word that is none of the five changes nothing")
tap.equal(stage.box.sql("SELECT DISTINCT sequence FROM invite"), [(0,)], "nor does anybody's SEQUENCE become ours (PROVES CO-26)")

# Guests: an unknown UID, then one who was handed the invitation, then one whose calendar cannot say.
crasher = stage.person("zoe@example.com", "gmail")
crasher.calendar = {"x": ada.entry("Open Collab Story Time")}
octets = crasher.answer("Open Collab Story Time", "ACCEPTED", "stories@example.org", "20210719T093000Z").replace(ada.entry("Open Collab Story Time").uid.encode(), b"cb1-other@example.org")
stage.send(octets, "2021-07-19 09:31:00")
stage.send(ada.answer("Open Collab Story Time", 'DELEGATED;DELEGATED-TO="mailto:eve@example.net"', ada_thread, "20210719T093200Z"), "2021-07-19 09:32:00")
winmail = eve.write("", ada_thread, subject="Accepté : Open Collab Story Time")
stage.send(winmail[:winmail.index(b"Content-Type:")] + b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA\r\n", "2021-07-19 09:33:00")
tap.equal(stage.once("2021-07-19T09:40:00Z"), {}, "none of them is answered or invited")
tap.equal(stage.box.sql("SELECT count(*) FROM invite"), [(2,)], "nobody invites themselves (PROVES CI-11, CI-23)")
tap.equal(stage.stories()["open-collab-1"]["rsvps"], {"story-time": "DELEGATED"}, "who delegates is marked")
digest = stage.order("digest", "--preview", now="2021-07-19T10:00:00Z")
tap.has(digest, "zoe@example.com", "the digest lists the guest")
tap.has(digest, "for eve@example.net", "and the delegate")
tap.has(digest, "winmail.dat", "and who has to write without winmail.dat (PROVES CI-27)")

tap.equal(sorted(stage.once("2021-07-20T04:00:00Z")), sorted(ORGANIZERS), "the first night's digest")

# Revisions: one in time, one by a stranger with the token, one late; thanks need no answer.
stage.send(ada.write("REVISE\nA better story of two labs.\n", ada_thread), "2021-07-20 10:00:00")
stage.send(eve.write("REVISE\nEve was here.\n", ada_thread), "2021-07-20 10:05:00")
stage.send(bob.write("Thanks!\n", bob_thread), "2021-07-20 10:06:00")
got = stage.once("2021-07-20T10:30:00Z")
tap.equal(sorted(got), ["ada@example.net"], "the author's new version is confirmed to the author (PROVES CT-03)")
tap.has(part(got["ada@example.net"][0], "text/plain"), "replaces version 1", "with what it replaced")
tap.equal((stage.stories()["open-collab-1"]["revisions"], "better" in stage.stories()["open-collab-1"]["text"]), (2, True), "it is what counts now")
tap.has(stage.order("show", "1", now="2021-07-20T10:30:00Z"), "Eve was here", "a stranger's is a note, whatever token it carries (PROVES CT-02)")
tap.equal(sorted(stage.once("2021-07-21T04:00:00Z")), sorted(ORGANIZERS), "the second night's digest")
stage.send(bob.write("REVISE\nA late story of a fork.\n", bob_thread), "2021-07-21 12:00:00")
got = stage.once("2021-07-21T12:01:00Z")
tap.has(part(got["bob@example.com"][0], "text/plain"), "remains the one that counts", "a late version keeps the one on time (PROVES TI-13)")
tap.lacks(stage.stories()["open-collab-2"]["text"], "late", "which stays")

# Decisions: one from the command line, one by mail from an organizer's own digest.
digests = stage.once("2021-07-22T04:30:00Z")
tap.equal(sorted(a for a in digests if a in ORGANIZERS), sorted(ORGANIZERS), "each organizer has a digest")
tap.has(part(digests[ORGANIZERS[0]][0], "text/plain"), "Version 2 came after the deadline; version 1 counts.", "which shows the late version, too (PROVES TI-13)")
stage.order("accept", "1", now="2021-07-22T05:00:00Z")
remote = [m for m in digests["rosa@example.org"] if m["List-Id"]][0]
stage.send(organizers[0].write("accept 2\n\n> accept 1\n", str(remote["Reply-To"]), subject="Re: digest"), "2021-07-22 05:00:30")
got = stage.once("2021-07-22T05:01:00Z")
tap.equal((ada.open_events(), bob.open_events()), (["Open Collab Story Time", "The panel"],) * 2, "who is accepted is invited to the panel")
tap.equal(sorted(a for a in got if a in ORGANIZERS), sorted(ORGANIZERS), "and every organizer hears of an order by mail")
tap.equal(bob.entry("The panel").organizer, "mailto:social@example.org", "the address stays the one that the author knows (PROVES CO-19)")
stage.send(bob.answer("The panel", "ACCEPTED", bob_thread, "20210722T060000Z"), "2021-07-22 06:00:00")
stage.send(ada.write("I cannot come to the panel, my train leaves too early.\n", ada_thread), "2021-07-22 06:01:00")
stage.once("2021-07-22T06:02:00Z")
tap.equal([stage.stories()["open-collab-%d" % n]["coming"] for n in (1, 2)], ["in words", "yes"], "a calendar's yes confirms; words are for a person")

# The social moves by a day, the panel gets another time; an answer to the old time gets the new one again, once.
stage.configure(social="2021-07-23 10:00", panel="2021-07-23 09:00", link=2)
before = ada.entry("Open Collab Story Time").sequence
said = stage.order("invite", "--sync", "--dry-run", now="2021-07-22T06:10:00Z")
tap.equal(stage.once("2021-07-22T06:10:30Z"), {}, "a dry run sends nothing")
tap.equal(stage.order("invite", "--sync", now="2021-07-22T06:11:00Z"), said.replace("dry run: ", ""), "and says what the real one does")
got = stage.once("2021-07-22T06:11:30Z")
tap.equal(sorted((a, len(m)) for a, m in got.items()), [("ada@example.net", 2), ("bob@example.com", 2)], "everybody who was invited is told, and nobody else")
tap.equal(ada.entry("Open Collab Story Time").sequence, before + 1, "with the next SEQUENCE")
tap.equal(str(ada.entry("Open Collab Story Time").event["URL"]), "https://zoom.example/j/2", "and the new link")
tap.has(stage.order("invite", "--sync", now="2021-07-22T06:12:00Z"), "nothing is sent", "once")
stage.send(bob.answer("Open Collab Story Time", "ACCEPTED", bob_thread, "20210722T061300Z", sequence=0), "2021-07-22 06:13:00")
got = stage.once("2021-07-22T06:14:00Z")
tap.equal(([m["Subject"] for m in got["bob@example.com"]], stage.stories()["open-collab-2"]["rsvps"]["story-time"]), (["Updated invitation: Open Collab Story Time"], "NEEDS-ACTION"), "an answer to the old time does not count and gets the new one (PROVES CI-15)")
stage.send(bob.answer("Open Collab Story Time", "ACCEPTED", bob_thread, "20210722T061500Z", sequence=0), "2021-07-22 06:15:00")
tap.equal(stage.once("2021-07-22T06:16:00Z"), {}, "once")
stage.send(bob.answer("Open Collab Story Time", "TENTATIVE", bob_thread, "20210722T061700Z", method="COUNTER", lines="COMMENT:an hour later?\r\n"), "2021-07-22 06:17:00")
stage.send(bob.answer("Open Collab Story Time", "ACCEPTED", bob_thread, "20210722T061800Z", method="REFRESH"), "2021-07-22 06:18:00")
got = stage.once("2021-07-22T06:19:00Z")
tap.equal([m["Subject"] for m in got["bob@example.com"]], ["Invitation: Open Collab Story Time"], "a proposal is kept, a REFRESH is answered (PROVES CI-21, CI-22)")
stage.send(bob.answer("Open Collab Story Time", "ACCEPTED", bob_thread, "20210722T062000Z"), "2021-07-22 06:20:00")

# Reminders go to those who come; Ada's second thoughts cancel hers, and UNDO brings them back.
stage.send(ada.write("WITHDRAW\n", ada_thread), "2021-07-22 06:21:00")
got = stage.once("2021-07-22T06:22:00Z")
tap.equal((ada.open_events(), sorted(m["Subject"].split(":")[0] for m in got["ada@example.net"])), ([], ["Cancelled", "Cancelled", "Re"]), "a withdrawal takes the story and both invitations back (PROVES CT-04)")
tap.equal([stage.once("2021-07-22T%s:00Z" % t).get("ada@example.net") for t in ("16:00", "17:05")], [None, None], "and her reminders")
stage.send(ada.write("undo\n", ada_thread), "2021-07-22 17:10:00")
got = stage.once("2021-07-22T17:11:00Z")
tap.equal((stage.stories()["open-collab-1"]["state"], ada.open_events()), ("accepted", ["Open Collab Story Time", "The panel"]), "UNDO brings the acceptance and both invitations back")
tap.equal(len(ada.calendar), 2, "in the two events that her calendar has had all along (PROVES CO-34)")
stage.send(ada.write("no\n", ada_thread), "2021-07-22 17:12:00")
stage.once("2021-07-22T17:13:00Z")
tap.equal((stage.stories()["open-collab-1"]["rsvps"], stage.stories()["open-collab-1"]["coming"]), ({"story-time": "DECLINED", "panel": "DECLINED"}, "no"), "a no in words answers both (PROVES CI-29)")

# The panel is dropped; what is left is reminded of, once.
stage.configure(social="2021-07-23 10:00", panel=None, link=2)
stage.order("invite", "--sync", now="2021-07-22T18:00:00Z")
got = stage.once("2021-07-22T18:01:00Z")
tap.equal((ada.open_events(), bob.open_events()), (["Open Collab Story Time"],) * 2, "a session that is gone leaves both calendars (PROVES CO-27)")
got = stage.once("2021-07-23T16:00:00Z")
tap.equal({a: [m["Subject"] for m in ms] for a, ms in got.items() if a not in ORGANIZERS}, {"bob@example.com": ["Reminder: Open Collab Story Time, Fri 23 Jul 2021, 10:00 PDT"]}, "an hour before, who comes is reminded; who said no is not")
tap.equal(stage.once("2021-07-23T16:30:00Z"), {}, "once")
stage.send(bob.answer("Open Collab Story Time", "DECLINED", bob_thread, "20210723T183000Z"), "2021-07-23 18:30:00")
stage.once("2021-07-23T18:31:00Z")
tap.equal(stage.stories()["open-collab-2"]["rsvps"]["story-time"], "ACCEPTED", "an answer after the end changes nothing (PROVES CI-30)")

# A week later somebody moves the first mail back into the inbox, which gives it another INTERNALDATE.
then = stage.box.sql("SELECT r.received, r.internaldate, r.first_seen FROM revision r WHERE r.number = 1 ORDER BY r.id")
stage.send(first, "2021-07-26 09:00:00")
tap.equal({a: m for a, m in stage.once("2021-07-26T09:05:00Z").items() if a not in ORGANIZERS}, {}, "a mail that comes again is not answered again")
tap.equal((len(stage.stories()), stage.box.sql("SELECT r.received, r.internaldate, r.first_seen FROM revision r WHERE r.number = 1 ORDER BY r.id")), (2, then), "it is the same story, with the time at which it first came (PROVES TI-05)")

# What an organizer's calendar subscribes to says what everybody's says.
published = icalendar.Calendar.from_ical(stage.box.run("export", "--format", "ics", now="2021-07-23T19:00:00Z").stdout)
tap.equal([(str(e["SUMMARY"]), e["DTSTART"].dt) for e in published.walk("VEVENT")], [("Open Collab Story Time", bob.entry("Open Collab Story Time").start)], "the organizers' calendars see the same session")
tap.equal(stage.rules.faults, [], "and every letter with an event was well made, in all that time (PROVES CO-04, CO-05, CO-08, CO-12, CO-14 to CO-16, CO-18, CO-21 to CO-24, CO-28)")
if os.path.exists("/usr/bin/sqlite3"):
    check = subprocess.run(["/usr/bin/sqlite3", os.path.join(stage.box.spool, "callbox.db"), "pragma integrity_check"], capture_output=True, text=True)
    tap.equal(check.stdout.strip(), "ok", "the database is sound")
