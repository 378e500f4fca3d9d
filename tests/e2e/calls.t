#!/usr/bin/python3
"""Several calls and several sessions: whose mail it is, who is invited to what, and who is not."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402
import icalendar  # noqa: E402

NOW = "2021-07-19T08:15:00Z"
ARRIVED = 1626682491
SECOND = '''    session "games" {
        title  = "Games"
        start  = "2021-07-22 10:00"
        length = "90m"
        url    = "https://zoom.example/j/2"
        invite = "%s"
    }
}
'''
POSTERS = CALL.replace('"open-collab"', '"posters"').replace("stories@example.org", "posters@example.org").replace("ICML 2021 Social", "Posters").replace(
    '"submitted"', '"nobody"')

tap = Tap()
TWO = CALL.rstrip()[:-1] + SECOND % "submitted"


def to(box, address):
    return [m for m in box.letters() if m["To"] == address]


def event(letter):
    found = [c for c in icalendar.Calendar.from_ical(part(letter, "text/calendar")).walk() if c.name == "VEVENT"]
    assert len(found) == 1
    return found[0]


# A mail belongs to the call that it was written to.
box = Box(CALL + POSTERS)
box.deliver(mail(sender="a@example.net", message_id="<a@example.net>"), ARRIVED)
box.deliver(mail(sender="b@example.net", message_id="<b@example.net>", to="Posters@Example.ORG"), ARRIVED)
box.deliver(mail(sender="c@example.net", message_id="<c@example.net>", to="posters+anything@example.org"), ARRIVED)
box.deliver(mail(sender="d@example.net", message_id="<d@example.net>", to="friends@example.com", extra="Cc: posters@example.org\r\n"), ARRIVED)
box.deliver(mail(sender="e@example.net", message_id="<e@example.net>", to="undisclosed-recipients:;"), ARRIVED)
box.run("once", now=NOW)
for name, call in (("a", "open-collab"), ("b", "posters"), ("c", "posters"), ("d", "posters")):
    letters = to(box, "%s@example.net" % name)
    tap.equal(len(letters), 1, "%s gets one letter" % name)
    address = "stories@example.org" if call == "open-collab" else "posters@example.org"
    tap.has(str(letters[0]["From"]), "<%s>" % address, "%s: from the call %s" % (name, call))
    tap.has(part(letters[0], "text/plain"), "%s-" % call, "%s: with its number" % name)
    tap.equal(part(letters[0], "text/calendar") != "", call == "open-collab", "%s: invited only where the call invites" % name)
tap.equal(to(box, "e@example.net"), [], "a mail to nobody in particular is not answered (PROVES RE-09)")
tap.equal(sorted(s["call"] for s in box.json("list")), ["open-collab", "posters", "posters", "posters"], "and is no story of any call")
tap.equal(box.json("account")[0]["difference"], 0, "but it is accounted for")
box.run("once", now="2021-07-20T04:00:00Z")
subjects = [str(m["Subject"]) for m in to(box, "Rosa Example <rosa@example.org>")]
tap.equal(len(subjects), 2, "each call has a digest of its own")
said = {str(m["Subject"]).split("]")[0].strip("["): part(m, "text/plain") for m in to(box, "Rosa Example <rosa@example.org>")}
tap.has(said["open-collab"], "\n1 in = 1 story; difference 0\n", "which accounts for the call's own mail")
tap.has(said["posters"], "\n3 in = 3 stories; difference 0\n", "and the other one for its own")

# A mail to two calls belongs to the one named first, and nobody has to guess.
both = Box(CALL + POSTERS)
both.deliver(mail(to="posters@example.org, stories@example.org"), ARRIVED)
both.deliver(mail(sender="bob@example.com", to="posters@example.org", message_id="<two@example.net>"), ARRIVED)
both.run("once", now=NOW)
receipt, single = to(both, "ada@example.net")[0], to(both, "bob@example.com")[0]
tap.equal([s["call"] for s in both.json("list")], ["posters", "posters"], "the call named first has it")
for leaf in "text/plain", "text/html":
    tap.has(" ".join(part(receipt, leaf).split()), "You wrote to ICML 2021 Social on Open Collaboration in ML Research, too. Your story counts for this call only", "the receipt says so in " + leaf)
    tap.lacks(part(single, leaf), "You wrote to", "and says nothing of it to others")
tap.has(both.run("trace", "posters-1").stdout.decode(), 'it was also sent to the call "open-collab"', "and the trail")
both.run("once", now="2021-07-20T04:00:00Z")
for m in to(both, "Rosa Example <rosa@example.org>"):
    tap.has(part(m, "text/plain").replace("\n| ", " "), "mail 1 ada@example.net wrote to two calls with one mail; it belongs to posters", "and both digests")
    tap.lacks(part(m, "text/plain"), "mail 2", "about that mail alone")

# Two sessions: one answer, two objects (PROVES CO-12, CO-35, CO-36).
box = Box(TWO)
box.deliver(mail(), ARRIVED)
box.run("once", now=NOW)
letters = to(box, "ada@example.net")
tap.equal([m["Auto-Submitted"] for m in letters].count("auto-replied"), 1, "one receipt")
events = [event(m) for m in letters]
tap.equal(sorted(e["DTSTART"].to_ical() for e in events), [b"20210722T150000Z", b"20210722T170000Z"], "two sessions, a mail each")
tap.equal(len({str(e["UID"]) for e in events}), 2, "with a UID each (PROVES CO-21)")
receipt = next(m for m in letters if m["Auto-Submitted"] == "auto-replied")
tap.equal(event(receipt)["DTSTART"].to_ical(), b"20210722T150000Z", "the first rides in the receipt")
second = next(m for m in letters if m is not receipt)
tap.equal(second["Auto-Submitted"], "auto-generated", "the other one is no answer (PROVES RE-15)")
tap.ok(len({m["Message-ID"] for m in letters}) == 2, "Message-IDs differ")
tap.equal(event(second)["DTEND"].to_ical(), b"20210722T183000Z", "it has its own length")
tap.has(part(second, "text/plain"), "https://zoom.example/j/2", "and its own link")
for n in range(2, 4):
    box.deliver(mail(message_id="<s%d@example.net>" % n, body="Another story, number %d of mine, quite different.\n" % n), ARRIVED + n)
box.run("once", now=NOW)
later = to(box, "ada@example.net")[2:]
tap.equal(len(later), 2, "further stories get a receipt each: three answers, whatever they carried (PROVES RE-10)")
tap.equal([part(m, "text/calendar") for m in later], ["", ""], "and no second invitation to the same person")
box.deliver(mail(sender="bo@example.net", message_id="<bo@example.net>"), ARRIVED)
box.run("once", now=NOW)
uids = {str(event(m)["UID"]) for m in to(box, "bo@example.net")}
tap.ok(len(uids) == 2 and not uids & {str(e["UID"]) for e in events}, "another person has other UIDs")
tap.ok(all("ada@" not in m.as_string() for m in to(box, "bo@example.net")), "and sees nobody else (PROVES CO-16)")

# Sessions that are over (PROVES CO-33).
box = Box(TWO)
box.deliver(mail(), 1626969600)
box.run("once", now="2021-07-22T16:00:00Z")
letters = to(box, "ada@example.net")
tap.equal([event(m)["DTSTART"].to_ical() for m in letters if part(m, "text/calendar")], [b"20210722T170000Z"],
          "at its end the first is no longer invited to, the second is")
box = Box(TWO)
box.deliver(mail(), 1626976800)
box.run("once", now="2021-07-22T18:30:01Z")
letters = to(box, "ada@example.net")
tap.equal((len(letters), part(letters[0], "text/calendar")), (1, ""), "after the last there is only the confirmation")

# Other policies.
for policy in ("accepted", "nobody"):
    box = Box(CALL.replace('"submitted"', '"%s"' % policy))
    box.deliver(mail(), ARRIVED)
    box.run("once", now=NOW)
    letters = to(box, "ada@example.net")
    tap.equal((len(letters), part(letters[0], "text/calendar")), (1, ""), "invite = %s: a receipt without invitation" % policy)
    tap.equal(box.json("show", "1")[0].get("rsvps"), {}, "invite = %s: and none is recorded" % policy)

# A mail that names no call is the call's whose organizers let it through.
bcc = Box(CALL + POSTERS, inbox='url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"')
bcc.deliver(mail(sender="e@example.net", message_id="<e@example.net>", to="undisclosed-recipients:;"), ARRIVED)
bcc.run("once", now=NOW)
bcc.run("once", now="2021-07-20T04:00:00Z")
digest = next(m for m in to(bcc, "Rosa Example <rosa@example.org>") if "[posters]" in str(m["Subject"]))
bcc.deliver(mail(sender="rosa@example.org", message_id="<o@example.org>", to=str(digest["Reply-To"]), subject="Re: digest", body="release 1\n",
                 extra="Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n"), 1626757500)
bcc.run("once", now="2021-07-20T05:06:00Z")
bcc.run("once", now="2021-07-20T05:07:00Z")
tap.equal([s["id"] for s in bcc.json("list")], ["posters-1"], "what one call's organizers release is that call's story")
