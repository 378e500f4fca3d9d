#!/usr/bin/python3
"""The thinnest whole way: a mail in a Maildir, a receipt with an invitation, the digest of the night."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402
import icalendar  # noqa: E402

NOON = "2021-07-19T08:15:02Z"
ARRIVED = 1626682491  # 2021-07-19T08:14:51Z

tap = Tap()
box = Box()
box.deliver(mail(), ARRIVED)
done = box.run("once", now=NOON)
tap.equal(done.returncode, 0, "a pass over a Maildir succeeds")
tap.equal(done.stderr, b"", "and says nothing")

letters = box.letters()
tap.equal(len(letters), 1, "one story gets one letter")
letter = letters[0]
text, html, ics = (part(letter, t) for t in ("text/plain", "text/html", "text/calendar"))

# Header by header (RULES RE-15 to RE-18, CO-18).
tap.has(str(letter["From"]), "stories@example.org", "From is the call")
tap.equal(str(letter["To"]), "ada@example.net", "To is the author alone")
tap.equal(str(letter["Subject"]), "Re: My good story", "the subject answers")
tap.equal(letter["In-Reply-To"], "<one@example.net>", "it is in the author's thread")
tap.equal(letter["References"], "<one@example.net>", "with references")
tap.equal(letter["Auto-Submitted"], "auto-replied", "it says that it is automatic")
tap.equal(letter["X-Auto-Response-Suppress"], "All", "and asks robots not to answer")
tap.ok(letter["Reply-To"].startswith("stories+"), "Reply-To carries the token")
tap.equal(letter["Date"], "Mon, 19 Jul 2021 08:15:02 +0000", "Date is the clock's")
tap.ok(letter["Cc"] is None and letter["Bcc"] is None, "nobody else sees it")
types = [leaf.get_content_type() for leaf in letter.walk() if not leaf.is_multipart()]
tap.equal(types, ["text/plain", "text/html", "text/calendar", "application/ics"], "the parts stand in their order (PROVES CO-01)")

for words in ("open-collab-1", "2021-07-19 08:14:51", "2021-07-18 20:14:51", "2021-07-19 01:14:51", "10:14:51", "UTC+02:00",
              "2021-07-21 12:00:00", "2021-07-20 AoE", "08:00-09:00", "03:00-04:00", "15:00-16:00", "https://zoom.example/j/1",
              "organizers@example.org", "WITHDRAW", "REVISE", "HELP"):
    tap.has(text, words, "the text says %s" % words)
    tap.has(html.replace("&#39;", "'"), words, "the page says %s" % words)

# The invitation, by another calendar library (RULES section 2.2).
calendar = icalendar.Calendar.from_ical(ics)
events = [c for c in calendar.walk() if c.name == "VEVENT"]
tap.equal(str(calendar["METHOD"]), "REQUEST", "the object is a request")
tap.equal(len(events), 1, "for one event")
event = events[0]
tap.equal(event["DTSTART"].to_ical(), b"20210722T150000Z", "it starts in UTC (PROVES CO-14)")
tap.equal(event["DTEND"].to_ical(), b"20210722T160000Z", "and ends an hour later")
tap.equal(str(event["ORGANIZER"]).lower(), "mailto:stories@example.org", "the organizer is the call (PROVES CO-18)")
tap.equal(str(event["ATTENDEE"]).lower(), "mailto:ada@example.net", "the author is the only attendee (PROVES CO-16)")
tap.equal(int(event["SEQUENCE"]), 0, "a first version")
tap.lacks(ics, "TZID", "without zones")
tap.lacks(ics, "VALARM", "without alarms (PROVES CO-28)")

# The same mail again, by the same door and by the pipe.
box.deliver(mail(), ARRIVED + 60)
box.run("once", now=NOON)
tap.equal(box.run("filter", stdin=mail(), now=NOON).returncode, 0, "the pipe takes a copy")
box.run("once", now=NOON)
tap.equal(len(box.letters()), 1, "copies get no second letter (PROVES P-5)")
tap.equal(len(box.json("list")), 1, "and make no second story")

# The digest, once per local date.
box.run("once", now="2021-07-20T03:59:59Z")
tap.equal(len(box.letters()), 1, "no digest a second before its hour")
box.run("once", now="2021-07-20T04:00:00Z")
box.run("once", now="2021-07-20T04:05:00Z")
digests = [m for m in box.letters() if m["Auto-Submitted"] == "auto-generated"]
tap.equal(len(digests), 2, "one digest for each organizer, once (PROVES P-8)")
tap.has(part(digests[0], "text/plain"), "My good story", "it tells the story")
account = box.json("account")
tap.equal(account[0]["difference"], 0, "the account adds up")

# A folder for handled mail that cannot be had keeps no mail from being read; it is told once.
shut = Box(inbox='url = "maildir:spool/inbox"\ndone = "callbox.db/Archive"')
done = shut.run("check")
tap.equal(done.returncode, 78, "check refuses a folder for handled mail that cannot be made")
tap.has(done.stdout.decode(), 'done = "callbox.db/Archive"', "and names it")
shut.deliver(mail(), ARRIVED)
done = shut.run("once", now=NOON)
tap.equal((done.returncode, done.stderr.count(b"stays, and counts as seen"), len(shut.letters())), (0, 1, 1), "once says so, and reads the mail")
shut.deliver(mail(message_id="<two@example.net>"), ARRIVED)
done = shut.run("once", now=NOON)
tap.equal((done.returncode, done.stderr, len(shut.letters())), (0, b"", 2), "once says nothing more of it, and reads the next")
tap.equal(len(os.listdir(os.path.join(shut.spool, "inbox", "cur"))), 2, "both mails stay in cur/")
tap.has(shut.run("status", now=NOON).stdout.decode(), "handled mail stays in it: cannot make the Maildir folder", "status tells why")
tap.has(shut.json("status", now=NOON)[0]["doors"][0]["stays"], "callbox.db", "as JSON too")
shut.write_config(inbox='url = "maildir:spool/inbox"\ndone = "Archive"')
shut.deliver(mail(message_id="<three@example.net>"), ARRIVED)
done = shut.run("once", now=NOON)
tap.equal((done.returncode, b"moves to done again" in done.stderr), (0, True), "it is told when the folder works again")
tap.equal(len(os.listdir(os.path.join(shut.spool, "Archive", "cur"))), 1, "and new mail goes there")
tap.lacks(shut.run("status", now=NOON).stdout.decode(), "handled mail stays", "status has no more to tell")
