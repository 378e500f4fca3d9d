#!/usr/bin/python3
"""The chain of receipts: what is changed in the database afterwards is named, and a saved receipt proves itself."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

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
