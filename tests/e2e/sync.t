#!/usr/bin/python3
"""A session that changes after people were invited: updates and cancellations, once; read with python3-icalendar."""
import os
import sys

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

MORE = """
    session "later" { title = "Later"  start = "2021-07-22 10:00"  length = "60m"  invite = "submitted" }
    session "past" { title = "Past"  start = "2021-07-20 10:00"  length = "60m"  invite = "submitted" }
}
"""
TWO = CALL.rstrip().rstrip("}") + MORE
tap = Tap()
box = Box(call=TWO)
box.deliver(mail(), 1626682491)
box.deliver(mail(sender="bob@example.com", message_id="<two@example.com>"), 1626682500)
box.run("once", now="2021-07-19T09:00:00Z")
minute = seen = 0


def sync(call, *options):
    """The letters of one `invite --sync` after the configuration became CALL, with what it printed."""
    global minute, seen
    minute += 1
    box.write_config(call=call)
    done = box.run("invite", "--sync", *options, now="2021-07-21T09:%02d:00Z" % minute)
    tap.equal(done.returncode, 0, "invite --sync " + " ".join(options))
    box.run("send", now="2021-07-21T09:%02d:30Z" % minute)
    letters = box.letters()[seen:]
    seen += len(letters)
    return letters, done.stdout.decode()


def events(letters):
    """What came, by recipient."""
    found = {}
    for letter in letters:
        calendar = icalendar.Calendar.from_ical(part(letter, "text/calendar"))
        found[str(letter["To"])] = (str(calendar["METHOD"]), calendar.walk("VEVENT")[0])
    return found


first, _ = sync(TWO)
sent = {(str(letter["To"]), str(event["SUMMARY"])): event for letter in first for _, event in [list(events([letter]).values())[0]]}
letters, said = sync(TWO)
tap.equal(letters, [], "nothing changed, nothing is sent")
tap.has(said, "nothing is sent", "and it says so")

moved = TWO.replace("2021-07-22 08:00", "2021-07-22 09:00")
letters, said = sync(moved, "--dry-run")
tap.equal(letters, [], "a dry run sends nothing")
tap.has(said, "story-time is moved, bob@example.com gets an update", "but tells")
letters, _ = sync(moved)
got = events(letters)
tap.equal(sorted(got), ["ada@example.net", "bob@example.com"], "everybody who was invited gets the new time")
method, event = got["ada@example.net"]
before = sent["ada@example.net", "Open Collab Story Time"]
tap.equal((method, int(event["SEQUENCE"])), ("REQUEST", 1), "with the next SEQUENCE (PROVES CO-23)")
tap.equal(str(event["UID"]), str(before["UID"]), "the same UID (PROVES CO-21)")
tap.equal((event["DTSTART"].dt - before["DTSTART"].dt).total_seconds(), 3600.0, "an hour later")
tap.ok(event["DTSTAMP"].dt > before["DTSTAMP"].dt, "and a newer DTSTAMP (PROVES CO-22)")
tap.lacks(part(letters[0], "text/calendar"), "VALARM", "without an alarm (PROVES CO-28)")
tap.equal(box.sql("SELECT DISTINCT sequence, last_major_seq FROM invite WHERE session = 'story-time'"), [(1, 1)], "which is stored (PROVES CO-25)")
TIMES = "The time has changed.\n  Before: Thu 22 Jul 2021, 08:00-09:00 PDT\n  Now:    Thu 22 Jul 2021, 09:00-10:00 PDT\n"
tap.has(part(letters[0], "text/plain"), TIMES, "the letter says what it was before")
tap.has(part(letters[0], "text/html"), "Before: Thu 22 Jul 2021, 08:00-09:00 PDT<br>Now: <strong>Thu 22 Jul 2021, 09:00-10:00 PDT</strong>", "in both parts (PROVES CO-03)")
tap.equal(part(letters[0], "text/plain").count("has changed."), 1, "and only what is new")
tap.equal(sync(moved)[0], [], "twice sends nothing")
tap.has(sync(moved.replace('place  = "Zoom"', ""), "--preview")[1], "The place has changed.\n  Before: Zoom\n  Now:    none\n", "a preview says it, too")

linked = moved.replace("https://zoom.example/j/1", "https://zoom.example/j/9")
got = events(sync(linked)[0])
tap.equal({int(e["SEQUENCE"]) for _, e in got.values()}, {1}, "another link keeps the SEQUENCE (PROVES CO-24)")
tap.ok(got["ada@example.net"][1]["DTSTAMP"].dt > event["DTSTAMP"].dt, "with a newer DTSTAMP")
tap.equal(str(got["ada@example.net"][1]["URL"]), "https://zoom.example/j/9", "and the new link")
tap.equal(sync(linked)[0], [], "twice sends nothing")
renamed = linked.replace("Open Collab Story Time", "Story Time")
tap.equal(len(sync(renamed)[0]), 2, "another title is an update, too")

added = renamed.rstrip().rstrip("}") + '    session "hangout" { title = "Hangout"  start = "2021-07-22 12:00"  length = "60m"  invite = "submitted" }\n}\n'
letters, said = sync(added, "--preview")
tap.equal(letters, [], "a preview sends nothing")
tap.has(said, "To: bob@example.com\nSubject: Invitation: Hangout", "but shows each letter")
letters, said = sync(added)
tap.has(said, "hangout is new, ada@example.net gets an invitation", "a session that is new is told to those whom it is for")
got = events(letters)
tap.equal({to: (m, int(e["SEQUENCE"])) for to, (m, e) in got.items()}, {"ada@example.net": ("REQUEST", 0), "bob@example.com": ("REQUEST", 0)}, "by an invitation")
tap.equal(sync(added)[0], [], "once")
got = events(sync(renamed)[0])
tap.equal({m for m, _ in got.values()}, {"CANCEL"}, "and taken back when it goes")
uids = {str(e["UID"]) for _, e in got.values()}
got = events(sync(added)[0])
tap.equal(({str(e["UID"]) for _, e in got.values()}, {int(e["SEQUENCE"]) for _, e in got.values()}), (uids, {2}), "and given again under the same UID when it returns (PROVES CO-34)")
said = sync(added.replace("2021-07-22 12:00", "2021-07-22 13:00"), "--preview")[1]
tap.has(said, "PDT: Thu 22 Jul 2021, 13:00-14:00", "a preview of an update has the new time")
sync(renamed)

box.run("accept", "1", now="2021-07-21T09:30:00Z")
box.run("send", now="2021-07-21T09:30:30Z")
seen = len(box.letters())
minute = 31
fewer = renamed.replace('invite = "submitted"\n', 'invite = "accepted"\n', 1)
letters, _ = sync(fewer)
got = events(letters)
tap.equal(sorted(got), ["bob@example.com"], "who is no longer covered is told, and nobody else")
method, event = got["bob@example.com"]
tap.equal((method, str(event["STATUS"]), int(event["SEQUENCE"])), ("CANCEL", "CANCELLED", 2), "that it is cancelled (PROVES CO-27)")
tap.has(part(letters[0], "text/plain"), "It is no longer meant for your story open-collab-2.", "and why")
tap.equal(sync(fewer)[0], [], "once")

gone = fewer.replace('    session "past" { title = "Past"  start = "2021-07-20 10:00"  length = "60m"  invite = "submitted" }\n', "").replace('    session "later" { title = "Later"  start = "2021-07-22 10:00"  length = "60m"  invite = "submitted" }\n', "")
letters, _ = sync(gone)
tap.equal({(to, m, str(e["SUMMARY"])) for to, (m, e) in events(letters).items()},
          {("ada@example.net", "CANCEL", "Later"), ("bob@example.com", "CANCEL", "Later")}, "a session that is gone is cancelled with the title it had")
for letter in letters:
    tap.has(part(letter, "text/plain"), "The organizers took this session off the programme.", "with the reason")
    tap.lacks(part(letter, "text/plain"), "your story", "which is no story of the person")
tap.equal(sync(gone)[0], [], "once; what is over is left alone (PROVES CO-33)")
tap.has(box.run("trace", "1").stdout.decode(), "story-time, in the configuration", "the trail has it")
tap.equal(box.run("invite").returncode, 64, "without --sync it does nothing")
