#!/usr/bin/python3
"""UNDO: what an organizer's mail did is put back as it was before, and those who were told get a correction."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

PANEL = """
    organizer "Kim Example" { address = "kim@example.net"  digest = true  decides = false }
    session "panel" {
        title  = "The panel"
        start  = "2021-07-22 09:00"
        length = "60m"
        url    = "https://zoom.example/j/2"
        invite = "accepted"
    }
}
"""
PROOF = 'url = "maildir:spool/inbox"\nauthserv_id = "mx1.example.org"'
PASS = "Authentication-Results: mx1.example.org; dmarc=pass header.from=%s\r\n"

tap = Tap()
box = Box(call=CALL.rstrip().rstrip("}") + PANEL, inbox=PROOF)
minute = 0


def write(to, body, sender="rosa@example.org", proof=True, subject="Re: digest"):
    """A mail of SENDER, worked on at once; the letters that it caused, by recipient."""
    global minute
    minute += 1
    before = len(box.letters())
    extra = PASS % sender.split("@")[1] if proof else ""
    box.deliver(mail(sender=sender, to=to, subject=subject, body=body, message_id="<u%d@example.org>" % minute, extra=extra), 1626933600 + minute)
    tap.equal(box.run("once", now="2021-07-22T06:%02d:00Z" % minute).returncode, 0, "a pass over %s: %s" % (sender, body.split("\n")[0]))
    return box.letters()[before:]


def to(letters, address):
    return [m for m in letters if address in str(m["To"])]


def story(number):
    return box.json("show", str(number))[0]


def methods(letters):
    """METHOD and SUMMARY of every calendar object in LETTERS."""
    found = []
    for m in letters:
        lines = part(m, "text/calendar").split("\r\n")
        found += [lines[i][7:] + " " + s[8:] for i, line in enumerate(lines) if line.startswith("METHOD:") for s in lines if s.startswith("SUMMARY:")]
    return sorted(found)


for i, name in enumerate(("ada", "bob", "cleo", "dan"), 1):
    late = i == 3
    box.deliver(mail(sender=name + "@example.net", message_id="<s%d@example.net>" % i, subject="Story of " + name), 1626868801 if late else 1626682491 + i)
box.deliver(mail(sender="noreply@example.com", message_id="<s5@example.net>", subject="From nobody", body="x\n" * 40), 1626682600)
box.deliver(b"From: g: a@example.com, b@example.com;\r\nTo: stories@example.org\r\nSubject: held\r\nMessage-ID: <h@example.com>\r\n\r\nWho am I?\r\n", 1626682601)
box.run("once", now="2021-07-21T13:00:00Z")
box.run("once", now="2021-07-22T04:00:00Z")
digests = {str(m["To"]).split("<")[1].rstrip(">"): m for m in box.letters() if "digest" in str(m.get("List-Id", ""))}
control = {address: str(m["Reply-To"]) for address, m in digests.items() if m["Reply-To"]}
held = box.json("held")[0]["number"]

# What changed goes back, and the author and their calendar hear of it.
letters = write(control["rosa@example.org"], "accept 1\ndecline 2\nlate-ok 3\nkind 4 horror story\nconfirm 5\ndrop %d\n" % held)
tap.equal([story(n)["state"] for n in (1, 2)], ["accepted", "declined"], "orders are carried out")
tap.equal((story(3)["verdict"], story(4)["kind"]), ("grace", "horror story"), "of every sort")
tap.equal(box.json("held"), [], "also about mails")
echoes = {str(m["To"]).split("<")[-1].rstrip(">"): m for m in letters if "by rosa@" in str(m["Subject"])}
tap.equal(sorted(echoes), ["kim@example.net", "lee@example.com", "rosa@example.org"], "three organizers hear of it")
tap.has(part(echoes["lee@example.com"], "text/plain"), "UNDO", "those who decide can undo (PROVES CT-05)")
tap.lacks(part(echoes["kim@example.net"], "text/plain"), "UNDO", "who does not decide cannot")
tap.has(part(echoes["lee@example.com"], "text/plain"), "| Story of ada, by ada@example.net", "the echo says what each order is about")
undo = str(echoes["lee@example.com"]["Reply-To"])
tap.equal(len(write(undo, "UNDO\n", sender="eve@example.com")), 0, "a stranger's UNDO is not answered")
tap.equal(len(write(undo, "UNDO\n")), 0, "nor another organizer's with somebody else's echo")
tap.equal(story(1)["state"], "accepted", "and neither does anything")
letters = write(undo, "accept 4\n", sender="lee@example.com")
tap.equal([str(m["Subject"]) for m in letters], ["[open-collab] nothing was done"], "the echo is no remote control")
letters = write(undo, "undo\n\n> NOT done\n", sender="lee@example.com")
tap.equal([story(n)["state"] for n in (1, 2)], ["received", "received"], "UNDO puts decisions back")
tap.equal((story(3)["verdict"], story(4)["kind"]), ("late", None), "verdict and kind too")
tap.equal([h["number"] for h in box.json("held")][:1], [held], "and holds the mail again")
tap.equal([str(m["Subject"]) for m in to(letters, "ada@")], ["Correction: Story of ada", "Cancelled: The panel"], "the accepted author gets a correction")
tap.equal(methods(to(letters, "ada@")), ["CANCEL The panel"], "and the panel leaves the calendar, nothing else does")
tap.equal(methods(to(letters, "bob@")), ["REQUEST Open Collab Story Time"], "the declined author is invited again")
tap.has(part(to(letters, "bob@")[0], "text/plain"), "that it was declined was a", "in words that name the mistake")
tap.equal(len(to(letters, "dan@")), 0, "who was never told hears nothing")
echo = part(to(letters, "rosa@")[0], "text/plain")
tap.has(echo, "undone    decline 2", "all organizers hear of that too")
tap.has(echo, "NOT undone  confirm 5", "a receipt stays sent")
tap.lacks(echo, "UNDO", "and an undo cannot be undone")
letters = write(str(echoes["rosa@example.org"]["Reply-To"]), "UNDO\n")
tap.equal([str(m["Subject"]) for m in letters], ["[open-collab] nothing was done"], "a second UNDO, from any copy, does nothing more")
tap.equal(box.run("verify").returncode, 0, "every receipt still proves itself")

# What was changed since stays.
letters = write(control["rosa@example.org"], "accept 1 2\n")
undo = str(next(m for m in letters if "by rosa@" in str(m["Subject"]) and "rosa@" in str(m["To"]))["Reply-To"])
write(control["lee@example.com"], "decline 2\n", sender="lee@example.com")
letters = write(undo, "UNDO\n", proof=False)
tap.equal([str(m["Subject"]) for m in letters], ["[open-collab] please confirm: UNDO of 2 orders"], "without proof the organizer's own address is asked")
tap.equal(story(1)["state"], "accepted", "and nothing is undone yet")
letters = write(str(letters[0]["Reply-To"]), "CONFIRM\n", proof=False)
tap.equal([story(n)["state"] for n in (1, 2)], ["received", "declined"], "CONFIRM undoes what still stands")
tap.has(part(to(letters, "lee@")[0], "text/plain"), "changed again since; it is declined now", "and says why not the rest")

# A week later it is too late.
letters = write(control["rosa@example.org"], "waitlist 4\n")
undo = str(next(m for m in letters if "by rosa@" in str(m["Subject"]) and "rosa@" in str(m["To"]))["Reply-To"])
box.deliver(mail(sender="rosa@example.org", to=undo, body="UNDO\n", message_id="<late@example.org>", extra=PASS % "example.org"), 1627632000)
box.run("once", now="2021-07-30T08:10:00Z")
tap.equal(story(4)["state"], "waitlisted", "after seven days nothing is undone")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
