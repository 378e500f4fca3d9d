#!/usr/bin/python3
"""Old mail that comes at once: it is stored and read, nobody is answered, and one word of the operator answers them all."""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Tap, mail  # noqa: E402
from servers import Dovecot  # noqa: E402

DAYS = 5 * 86400
QUIET = CALL.replace("digest = true", "digest = false")
tap = Tap()


def fill(box, numbers, arrived):
    for n in numbers:
        box.deliver(story(n), arrived)


def piles(box):
    return [h for h in box.json("held") if "pile" in h]


def receipts(box):
    return sorted(recipients(letter for letter in box.letters()).items())


def authors(numbers):
    return sorted(("author%s@example.net" % n, 1) for n in numbers)


def put_back(box, copy):
    for name in os.listdir(box.spool):
        if name.startswith("callbox.db"):
            os.unlink(os.path.join(box.spool, name))
    shutil.copy(copy, os.path.join(box.spool, "callbox.db"))


# The first start on a full inbox (PROVES P-17).
box = Box(QUIET)
fill(box, range(30), NOON - DAYS)
done = box.run("once", now=at(0))
tap.equal(done.returncode, 0, "a first start on 30 old mails is no failure")
tap.has(done.stderr.decode(), 'callbox held', "the log says what to do")
judge(tap, "P-17", "first start on a full inbox", box, range(30), 30, confirmed=False)
tap.equal([(p["pile"], p["mails"], p["inbox"]) for p in piles(box)], [(1, 30, "main")], "held shows the pile in one line")
tap.has(box.run("held").stdout.decode(), "pile-1", "by a name")
tap.equal([h["type"] for h in box.json("held")], ["pile"], "and JSON says what it is")
status = box.run("status", now=at(1)).stdout.decode()
tap.has(status, "callbox release pile-1", "status asks too")
tap.equal(box.json("status", now=at(1))[0]["piles"][0]["mails"], 30, "also as JSON")
digest = box.run("digest", "--preview", now=at(1)).stdout.decode()
tap.has(digest, "A PILE OF OLD MAIL (1)", "and the digest")
tap.has(digest, "callbox release pile-1", "with the command")
tap.equal(len(box.json("list")), 30, "the stories are there to be read")
tap.has(box.run("release", "--dry-run", "pile-1").stdout.decode(), "30 stories without an answer", "a dry run counts them")
tap.equal([(d["pile"], d["unanswered"], d["done"]) for d in box.json("release", "--dry-run", "pile-1")], [(1, 30, False)], "as JSON too")
for word in ("release", "drop"):
    refused = box.run(word, "--preview", "pile-1")
    tap.equal((refused.returncode, len(piles(box))), (64, 1), "%s has no preview of a pile, and touches none" % word)
    tap.has(refused.stderr.decode(), "--dry-run", "it says what shows the same")
box.run("once", now=at(2))
tap.equal(receipts(box), [], "and sends nothing")
tap.equal(box.run("release", "pile-2").returncode, 65, "a pile that is none is named")
tap.equal(box.run("release", "pile-1", "7").returncode, 64, "piles and mails are released apart")
done = box.run("release", "pile-1", now=at(3))
tap.has(done.stdout.decode(), "30 authors get their receipt", "one word answers them all")
box.run("once", now=at(4))
judge(tap, "P-17", "first start, released", box, range(30), 30)
tap.equal(receipts(box), authors(range(30)), "each once")
tap.equal(piles(box), [], "and the list is empty")
tap.equal(box.run("release", "pile-1", now=at(5)).returncode, 65, "it cannot be released twice")

# A few old mails, or many new ones, are no pile.
box = Box(QUIET)
fill(box, range(20), NOON - DAYS)
box.run("once", now=at(0))
tap.equal((receipts(box), piles(box)), (authors(range(20)), []), "20 old mails at the first start are answered")
fill(box, range(20, 80), NOON + DAYS - 1000)
box.run("once", now=at(DAYS))
tap.equal(len(receipts(box)), 80, "so are 60 that came since the last pass, however long ago that was")
fill(box, range(200, 230), NOON + DAYS - 3000)
box.run("once", now=at(DAYS + 5))
tap.equal(len(receipts(box)), 110, "clocks that differ by minutes turn no rush into a pile")

# A mailbox that is restored, or mail that is moved into it.
fill(box, range(300, 340), NOON - DAYS)
fill(box, ["new"], NOON + 2 * DAYS)
box.run("once", now=at(2 * DAYS))
tap.equal(len(receipts(box)), 111, "of 40 old mails and one new, the new one is answered")
tap.equal([p["mails"] for p in piles(box)], [40], "and the others are a pile")
tap.has(box.run("drop", "pile-1").stdout.decode(), "nobody is answered", "which the operator drops")
tap.equal(piles(box), [], "then it is off the list")
box.run("once", now=at(2 * DAYS + 60))
tap.equal((len(receipts(box)), len(box.json("list"))), (111, 151), "nothing is sent, everything is kept")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")

# A pass that is killed in the middle goes on as what it was.
box = Box(QUIET)
fill(box, range(25), NOON - DAYS)
box.run("once", now=at(0))
box.sql("UPDATE pile SET finished = 0")
fill(box, range(30, 33), NOON - DAYS)
box.run("once", now=at(60))
tap.equal((receipts(box), [p["mails"] for p in piles(box)]), ([], [28]), "the rest of a pile that a kill cut in two belongs to it")
fill(box, range(40, 43), NOON - DAYS)
box.run("once", now=at(120))
tap.equal(len(receipts(box)), 3, "after a whole pass a few old mails are a few old mails again")

# What is in a pile acts as carefully: orders wait for a person.
box = Box(CALL)
box.deliver(story("first"), NOON - 9)
box.run("once", now=at(0))
box.run("digest", "--send", now=at(1))
box.run("once", now=at(2))
reply = next(str(letter["Reply-To"]) for letter in box.letters() if letter["To"] and "rosa@" in str(letter["To"]))
fill(box, range(25), NOON - DAYS)
box.deliver(mail(sender="rosa@example.org", to=reply, body="accept 1\n", message_id="<orders@example.org>"), NOON - DAYS)
box.run("once", now=at(9))
tap.equal([s["state"] for s in box.json("list") if s["id"] == "open-collab-1"], ["received"], "orders in a pile are not carried out")
tap.ok(any("old orders" in str(h.get("why")) for h in box.json("held")), "they are held", box.json("held"))

# The folder is made anew on the server.
dovecot = Dovecot()
box = Box(QUIET, inbox=dovecot.inbox().replace("/INBOX", "/Calls"))


def refill(numbers, when):
    client = dovecot.client()
    for n in numbers:
        client.append("Calls", None, '"%s"' % when, story(n))
    client.logout()


client = dovecot.client()
client.create("Calls")
client.logout()
refill(range(200), "19-Jul-2021 08:14:00 +0000")
box.run("once", now=at(0))
tap.equal(len(receipts(box)), 200, "200 mails over IMAP are answered")
client = dovecot.client()
client.delete("Calls")
client.create("Calls")
client.logout()
refill(range(205), "19-Jul-2021 08:14:00 +0000")
done = box.run("once", now=at(60))
tap.has(done.stderr.decode(), "UIDVALIDITY", "the log says what happened")
tap.equal((len(receipts(box)), len(box.json("list"))), (200, 205), "0 sends and 0 duplicate rows (PROVES F-15)")
tap.equal([(p["mails"], "renumbered" in p["why"]) for p in piles(box)], [(5, True)], "the 5 that nobody knew are a pile")
box.run("release", "pile-1", now=at(61))
box.run("once", now=at(62))
judge(tap, "F-15", "UIDVALIDITY changed", box, range(205), 205)
refill(["later"], "19-Jul-2021 08:16:00 +0000")
box.run("once", now=at(7200))
tap.equal(len(receipts(box)), 206, "the next mail is answered as ever")

# A backup is put back (PROVES F-35).
box = Box(QUIET)
fill(box, range(3), NOON - 9)
box.run("once", now=at(0))
fill(box, ["queued"], NOON - 8)
box.write_config(QUIET, outbox='url = "smtp+insecure://127.0.0.1:1"')
box.run("once", now=at(1))
copy = os.path.join(box.dir, "copy.db")
tap.equal(box.run("backup", copy).returncode, 0, "a backup is made while a letter waits")
box.write_config(QUIET)
fill(box, range(10, 15), NOON + 100)
box.run("once", now=at(7200))
before = receipts(box)
tap.equal(len(before), 9, "everybody is answered after it")
put_back(box, copy)
done = box.run("once", now=at(7300))
judge(tap, "F-35", "backup put back", box, list(range(3)) + ["queued"] + list(range(10, 15)), 1, told=("stored", "decided"))
tap.equal(receipts(box), before, "0 sends")
tap.equal(sorted((p["mails"], p["letters"]) for p in piles(box)), [(0, 1), (5, 0)], "what came since, and the letter that waited, are asked about")
tap.equal(box.json("status", now=at(7301))[0]["queued"], 0, "nothing is queued")
fill(box, ["after"], NOON + 7300)
box.run("once", now=at(7400))
tap.equal(len(receipts(box)), 10, "mail that comes now is answered")
for pile in piles(box):
    box.run("release" if pile["letters"] else "drop", "pile-%d" % pile["pile"], now=at(7500))
box.run("once", now=at(7501))
tap.equal(dict(receipts(box))["authorqueued@example.net"], 1, "a released letter has the name it had: a Maildir holds it once")
tap.equal(piles(box), [], "and the list is empty")

# The same, but the letter that waited is dropped too: it is nobody's trouble any more.
put_back(box, copy)
box.run("once", now=at(7600))
tap.equal([p["letters"] for p in piles(box) if p["letters"]], [1], "the letter is asked about")
tap.equal(box.json("status", now=at(7601))[0]["failed"], 0, "with its pile, and not as one that failed")
for pile in piles(box):
    box.run("drop", "pile-%d" % pile["pile"], now=at(7602))
box.run("once", now=at(7603))
tap.equal((len(receipts(box)), piles(box)), (10, []), "a dropped letter is not sent, and off the list")
tap.equal(box.json("status", now=at(7604))[0]["failed"], 0, "status does not count it")
tap.lacks(box.run("digest", "--preview", now=at(7605)).stdout.decode(), "a backup was put back", "and no digest repeats it")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")

# Whether the database is a copy cannot be read: then nothing is done.
box = Box(QUIET)
fill(box, range(2), NOON - 9)
box.run("once", now=at(0))
box.sql("INSERT OR REPLACE INTO fact (name, value) VALUES ('copied', '1')")
box.sql("ALTER TABLE fact RENAME COLUMN value TO kept")
box.sql("ALTER TABLE fact ADD COLUMN value TEXT AS (CASE name WHEN 'copied' THEN abs(-9223372036854775807 - kept) ELSE kept END)")
done = box.run("release", "pile-1", now=at(60))
tap.has(done.stderr.decode(), "integer overflow", "a command stops where it cannot read whether the database is a copy")
