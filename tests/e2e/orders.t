#!/usr/bin/python3
"""The digest as a remote control: orders by mail need token, sender and proof, else the organizer's own address is asked."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
PROOF = 'url = "maildir:spool/inbox"\nauthserv_id = "mx1.example.org"'
minute = 0


def start(inbox):
    """A box with two stories and the night's digest for two organizers."""
    box = Box(inbox=inbox)
    box.deliver(mail(), 1626682491)
    box.deliver(mail(sender="bob@example.com", message_id="<two@example.com>", subject="Second"), 1626682500)
    box.run("once", now="2021-07-19T09:00:00Z")
    box.run("once", now="2021-07-20T04:00:00Z")
    box.before = len(box.letters())
    digests = {str(m["To"]): m for m in box.letters() if "digest" in str(m.get("List-Id", ""))}
    return box, next(m for to, m in digests.items() if "rosa@" in to)


def order(box, to, body, sender="rosa@example.org", extra="", reference=None):
    """An organizer's mail, worked on; the letters that it caused."""
    global minute
    minute += 1
    if reference is not None:
        extra += "In-Reply-To: %s\r\n" % reference
    box.deliver(mail(sender=sender, to=to, subject="Re: digest", body=body, message_id="<o%d@example.org>" % minute, extra=extra), 1626760000 + minute)
    tap.equal(box.run("once", now="2021-07-20T06:%02d:00Z" % minute).returncode, 0, "a pass over: " + body.splitlines()[0])
    letters = box.letters()[box.before:]
    box.before += len(letters)
    return letters


def states(box):
    return {s["from"]: s["state"] for s in box.json("list")}


PASS = "Authentication-Results: mx1.example.org; dmarc=pass header.from=example.org\r\n"
box, digest = start(PROOF)
control = str(digest["Reply-To"])

letters = order(box, control, "accept 1\ndecline 99\nthanks!\n\nOn Tue, callbox wrote:\n> accept 2\n", extra=PASS)
tap.equal(states(box), {"ada@example.net": "accepted", "bob@example.com": "received"}, "an order with proof is carried out (PROVES CT-05)")
echoes = [m for m in letters if "by rosa@" in str(m["Subject"])]
tap.equal(len(echoes), 2, "every organizer hears of it")
tap.has(part(echoes[0], "text/plain"), "NOT done  decline 99", "also of what was not done")
tap.has(part(echoes[0], "text/plain"), "| thanks!", "and of lines that are no orders")
tap.equal([str(m["To"]) for m in letters if "Accepted" in str(m["Subject"])], ["ada@example.net"], "the author is told")
letters = order(box, control, "decline 1-1000000\n", extra=PASS)
tap.equal(states(box), {"ada@example.net": "accepted", "bob@example.com": "received"}, "a range beyond the last story is refused as a whole")
echo = part(letters[0], "text/plain")
tap.has(echo, "NOT done  decline 1-1000000: the last story of that digest is 2", "with the number of the last one")
tap.equal(echo.count("NOT done"), 1, "in one line")


# A letter of which nobody knows whether it arrived, and one that was refused.
receipts = dict(box.sql("SELECT recipient, id FROM letter WHERE what = 'receipt'"))
ada, bob = receipts["ada@example.net"], receipts["bob@example.com"]
box.sql("UPDATE letter SET state = 'held', error = 'the server closed the connection' WHERE id = ?", ada)
box.sql("UPDATE letter SET state = 'failed', error = '550 no' WHERE id = ?", bob)
letters = order(box, control, "release letter-%d\ndrop letter-%d\nrelease letter-999\n" % (ada, bob), extra=PASS)
tap.equal(box.sql("SELECT state, attempts FROM letter WHERE id = ?", ada), [("sent", 1)], "an organizer sends a letter in doubt again, with all its attempts")
tap.equal(box.sql("SELECT id, state FROM letter WHERE dropped IS NOT NULL"), [(bob, "failed")], "and drops the refused one")
echo = [m for m in letters if "by rosa@" in str(m["Subject"])][0]
tap.has(" ".join(part(echo, "text/plain").split()), "NOT done release letter-999: there was no such letter when that digest was made", "but none that the digest did not tell of (PROVES CT-07)")
letters = order(box, str(echo["Reply-To"]), "UNDO\n", extra=PASS, sender=str(echo["To"]))
text = part(letters[0], "text/plain")
tap.has(text, "undone    drop letter-%d" % bob, "UNDO puts the refused one on the list again")
tap.has(text, "NOT undone  release letter-%d: a letter that was sent cannot be taken back" % ada, "and says what cannot be undone")
tap.equal(box.sql("SELECT count(*) FROM letter WHERE dropped IS NOT NULL"), [(0,)], "as it was")

order(box, control, "decline 1\n", extra=PASS + "Auto-Submitted: auto-replied\r\n")
order(box, control, "decline 1\n", extra="List-Id: <x.example.com>\r\n" + PASS)
order(box, control, "> decline 1\n", extra=PASS)
order(box, control, "| decline 1\n", extra=PASS)
tap.equal(states(box)["ada@example.net"], "accepted", "machines, lists, quoted and prefixed lines never act (PROVES CT-06)")
order(box, control, "decline 1\n", sender="eve@example.com", extra=PASS)
tap.equal(states(box)["ada@example.net"], "accepted", "nor does anybody else with the token")
order(box, "stories@example.org", "decline 1\n", extra=PASS)
tap.equal(states(box)["ada@example.net"], "accepted", "nor an organizer without it")
order(box, "stories@example.org", "waitlist 2\n", extra=PASS, reference=str(digest["Message-ID"]))
tap.equal(states(box)["bob@example.com"], "waitlisted", "the token may also come back in a Message-ID (PROVES RE-16)")

# Without anybody who vouches for the sender: a round trip.
box, digest = start('url = "maildir:spool/inbox"')
letters = order(box, str(digest["Reply-To"]), "accept 1\n")
tap.equal(states(box)["ada@example.net"], "received", "without proof nothing is done yet")
tap.equal([str(m["To"]) for m in letters], ["rosa@example.org"], "the organizer's own address is asked")
tap.has(part(letters[0], "text/plain"), "accept 1", "about exactly these orders")
question = str(letters[0]["Reply-To"])
order(box, question, "CONFIRM\n", sender="lee@example.com")
tap.equal(states(box)["ada@example.net"], "received", "another organizer cannot confirm them")
letters = order(box, question, "confirm\n")
tap.equal(states(box)["ada@example.net"], "accepted", "the organizer can")
tap.equal(len([m for m in letters if "by rosa@" in str(m["Subject"])]), 2, "and every organizer hears of it")
order(box, question, "CONFIRM\n")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
