#!/usr/bin/python3
"""The chain of receipts: what is changed afterwards is named, a saved receipt proves itself, and a person can be erased from under it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Running, Tap, mail, part, until  # noqa: E402

tap = Tap()
box = Box()
people = {"ada": "ada@example.net", "bob": "Bob.Builder@example.com", "cyd": "cyd@example.org"}
for minute, (name, address) in enumerate(people.items()):
    box.deliver(mail(sender=address, subject="The tale of " + name, body="Once %s shared a dataset.\n" % name, message_id="<%s@example.net>" % name),
                1626681600 + 60 * minute)
tap.equal(box.run("once", now="2021-07-19T08:30:00Z").returncode, 0, "three stories come in")
receipts = {}
for letter in box.letters():
    for name, address in people.items():
        if letter["To"] == address:
            receipts[name] = os.path.join(box.dir, name + ".eml")
            with open(receipts[name], "wb") as out:
                out.write(letter.as_bytes())
            tap.has(part(letter, "text/plain"), "Proof: ", "the receipt of %s carries its proof" % name)

done = box.run("verify")
tap.equal(done.returncode, 0, "the chain is whole")
tap.has(done.stdout.decode(), "3 records", "with a record for each story")
tap.equal(box.run("verify", *receipts.values()).returncode, 0, "each receipt is as it was sent")
tap.equal(len(box.json("verify", receipts["ada"])), 1, "and is told once")

copy = os.path.join(box.dir, "copy.db")
tap.equal(box.run("backup", copy).returncode, 0, "a backup is written")
for taken in (copy, os.path.join(box.spool, "callbox.db"), box.conf):
    before = os.stat(taken).st_ino
    tap.equal(box.run("backup", taken).returncode, 73, "but not over a file that exists")
    tap.equal(os.stat(taken).st_ino, before, "which stays")

forged = os.path.join(box.dir, "forged.eml")
with open(receipts["ada"]) as original, open(forged, "w") as out:
    out.write(original.read().replace("08:00:00 UTC", "07:00:00 UTC"))
done = box.run("verify", forged)
tap.equal(done.returncode, 65, "a receipt with another time is not ours")
tap.has(done.stderr.decode(), "08:00:00 UTC", "and the chain's time is told")

box.run("once", now="2021-07-20T04:30:00Z")
digest = [m for m in box.letters() if m["To"] and "rosa" in m["To"]][0]
tap.has(part(digest, "text/plain"), box.json("verify")[0]["head"], "the digest prints the head of the chain")

tampering = (
    ("a receipt time", "UPDATE revision SET received = received - 3600 WHERE id = 2", "UPDATE revision SET received = received + 3600 WHERE id = 2"),
    ("a verdict", "UPDATE revision SET verdict = 'late' WHERE id = 2", "UPDATE revision SET verdict = 'on time' WHERE id = 2"),
    ("a mail", "UPDATE raw SET bytes = replace(CAST(bytes AS TEXT), 'dataset', 'notebook') WHERE mail = 2", None),
)
for what, change, back in tampering:
    saved = box.sql("SELECT bytes FROM raw WHERE mail = 2")[0][0]
    box.sql(change.replace("replace(", "CAST(replace(").replace("'notebook')", "'notebook') AS BLOB)"))
    done = box.run("verify")
    tap.equal(done.returncode, 65, "%s that was changed afterwards is found" % what)
    tap.has(done.stderr.decode(), "open-collab-2 version 1: ", "and named")
    if back:
        box.sql(back)
    else:
        box.sql("UPDATE raw SET bytes = ? WHERE mail = 2", saved)
    tap.equal(box.run("verify").returncode, 0, "and when it is put back all is well")

link = box.sql("SELECT * FROM chain WHERE link = 2")[0]
box.sql("UPDATE chain SET verdict = 'late' WHERE link = 2")
tap.has(box.run("verify").stderr.decode(), "open-collab-2 version 1: ", "nor can the chain itself be changed")
box.sql("UPDATE chain SET verdict = ? WHERE link = 2", link[8])
box.sql("UPDATE chain SET salt = NULL, received = NULL, sha256 = NULL, verdict = NULL WHERE link = 2")
tap.has(box.run("verify").stderr.decode(), "nobody erased it", "nor can an erasure be feigned")
box.sql("UPDATE chain SET salt = ?, received = ?, sha256 = ?, verdict = ? WHERE link = 2", link[5], link[6], link[7], link[8])
tap.equal(box.run("verify").returncode, 0, "put back, it is whole again")

# One person is erased: nothing of her is left in database, log and spool, and everybody else's receipts still prove themselves.
box.deliver(mail(sender="eve@example.com", subject="About a friend", body="ADA@example.net told me this; nada@example.net did not.\n", message_id="<eve@example.net>"), 1626770000)
box.deliver(mail(sender="Ada <ADA@Example.net>", subject="Thanks", body="A second piece about umbrellas.\n", message_id="<ada2@example.net>"), 1626770060)
box.run("once", now="2021-07-20T09:00:00Z")
words = (b"ada@example.net", b"once ada shared", b"the tale of ada", b"umbrellas")


def hits():
    """Where one of the words stands on its own, in any case, in any file of the spool."""
    found = []
    for folder, _, names in os.walk(box.spool):
        for name in names:
            octets = open(os.path.join(folder, name), "rb").read().lower().replace(b"nada@example.net", b"")
            found += ["%s: %s" % (name, word.decode()) for word in words if word in octets]
    return found


eve = [m for m in box.letters() if m["To"] == "eve@example.com"][0]
with open(os.path.join(box.dir, "eve.eml"), "wb") as out:
    out.write(eve.as_bytes())
stories = len(box.json("list"))
dry = box.json("erase", "ada@example.net", "--dry-run")[0]
tap.equal((dry["stories"], dry["dry_run"]), (2, True), "a rehearsal counts")
tap.equal(len(box.json("list")), stories, "and changes nothing")
tap.ok(len(hits()) > 0, "before, the words are everywhere")
done = box.run("erase", "Ada@EXAMPLE.net", now="2021-07-20T09:10:00Z")
tap.equal(done.returncode, 0, "she is erased")
tap.equal(hits(), [], "and nothing of her is left in database, log and spool")
tap.has(done.stdout.decode(), "removed 2 stories", "what was removed is told")
again = box.json("erase", "ada@example.net")[0]
tap.equal([again[k] for k in ("stories", "mails", "letters", "masked", "dry_run")], [0, 0, 0, 0, False], "a second run finds nothing")
tap.equal(sorted(s["id"] for s in box.json("list")), ["open-collab-2", "open-collab-3", "open-collab-4"], "the others keep their numbers")
tap.equal(box.run("account").returncode, 0, "the account adds up")
tap.has(box.run("account").stdout.decode(), "2  erased", "with a class of its own")
done = box.run("verify", receipts["bob"], receipts["cyd"], os.path.join(box.dir, "eve.eml"), receipts["ada"])
tap.equal(done.returncode, 0, "everyone's receipts still prove themselves\n# " + done.stderr.decode())
tap.has(done.stdout.decode(), "facts were erased", "hers is in the chain too, without its facts")
box.deliver(mail(sender="fay@example.net", subject="The next", body="A new one.\n", message_id="<fay@example.net>"), 1626780000)
box.run("once", now="2021-07-20T12:00:00Z")
tap.has(" ".join(s["id"] for s in box.json("list")), "open-collab-6", "her number is never given to anybody else")

# The retention of the call: 90 days after its last session everybody is erased, once.
tap.equal(box.run("once", now="2021-10-20T14:59:59Z").returncode, 0, "a night before the end of the retention")
tap.equal(len(box.json("list")), 4, "keeps everything")
done = box.run("once", "-v", now="2021-10-20T16:00:01Z")
tap.has(done.stderr.decode(), "erased=", "the log tells the end of it")
tap.equal(box.json("list"), [], "then everybody is gone")
words = (b"bob.builder@", b"cyd@example.org", b"dataset")
tap.equal(hits(), [], "from database, log and spool")
tap.equal(box.run("verify").returncode, 0, "and the chain is whole")
tap.equal(box.run("account").returncode, 0, "as is the account")
tap.lacks(box.run("once", "-v", now="2021-10-21T16:00:01Z").stderr.decode(), "erased=", "it happens once")

# A call that is tried out long after its sessions is no call that is over.
late = Box()
late.deliver(mail())
tap.equal(late.run("once").returncode, 0, "mail comes in years later")
tap.equal(len(late.json("list")), 1, "and is kept for its own time")
tap.ok(len(late.letters()) > 0, "and answered")
running = Running(late)
tap.ok(until(lambda: len(running.parts()) >= 3), "while callbox runs")
tap.equal(late.run("erase", "ada@example.net").returncode, 75, "nobody is erased from under it")
