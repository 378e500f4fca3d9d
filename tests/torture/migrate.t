#!/usr/bin/python3
"""The program is killed while it brings the database of the first schema up to date; an older program leaves a newer one alone.

PROVES F-34 P-26
"""
import os
import sqlite3
import sys

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(TESTS, "fault"))
from harness import CHANGING, QUIET, Ground, Ledger, at, integrity, preload, scaled  # noqa: E402
from callbox import Box, Tap  # noqa: E402

OLD = open(os.path.join(TESTS, "store", "version-1.sql")).read()
TABLES = ("mail", "raw", "delivery", "story", "revision", "chain", "note", "letter", "event")

tap = Tap()


def old_box():
    """A box as the first schema left it."""
    box = Box(QUIET)
    os.makedirs(box.spool, 0o700)
    file = os.path.join(box.spool, "callbox.db")
    database = sqlite3.connect(file)
    database.executescript(OLD)
    database.close()
    os.chmod(file, 0o600)
    return box


def counts(box):
    return [box.sql("SELECT count(*) FROM %s" % table)[0][0] for table in TABLES]


def calls_of_migration():
    """How many calls there are until the newest schema stands; what follows is not of interest here."""
    box = old_box()
    faults = os.path.join(box.dir, "faults")
    box.run("send", now=at(86400), env=preload("crash", at=1, last=10 ** 6, delay=1, role="callbox", call=CHANGING, log=faults))
    return len(open(faults).readlines())


def kill_at(number):
    box = old_box()
    before = counts(box)
    faults = os.path.join(box.dir, "faults")
    done = box.run("send", now=at(86400), env=preload("crash", at=number, role="callbox", call=CHANGING, log=faults))
    hit = os.path.exists(faults)
    version = box.sql("PRAGMA user_version")[0][0]
    again = box.run("send", now=at(86400))
    after, problem = counts(box), integrity(box.spool)
    if again.returncode != 0 or box.sql("PRAGMA user_version")[0][0] != newest:
        problem += " then %s" % again
    if box.run("verify").returncode != 0 or "decided" not in box.run("trace", "1").stdout.decode():
        problem += " verify or trace"
    lost = sum(a < b for a, b in zip(after, before))
    if hit:
        versions.append(version)
    ledger.add(lost, problem=problem and "call %d: %s" % (number, problem), injected=int(hit))
    box.remove()


ledger, versions = Ledger("F-34", "killed while the schema is brought up to date"), []
fresh = Box(QUIET)
fresh.run("send", now=at(0))
newest = fresh.sql("PRAGMA user_version")[0][0]
count = calls_of_migration()
ground = Ground(embedded=True)
ground.map(kill_at, sorted({1 + n * count // scaled(100) for n in range(scaled(100))}))
ledger.notes.append("left at version " + ", ".join("%d: %d times" % (v, versions.count(v)) for v in sorted(set(versions))))
ledger.close(tap, scaled(100) * 9 // 10)

fresh.sql("PRAGMA user_version = %d" % (newest + 1))
before = open(os.path.join(fresh.spool, "callbox.db"), "rb").read()
done = fresh.run("once", now=at(0))
tap.equal(done.returncode, 65, "F-34: an older program refuses a newer database")
tap.has(done.stderr.decode(), "newer callbox", "F-34: and says so")
tap.ok(open(os.path.join(fresh.spool, "callbox.db"), "rb").read() == before, "F-34: and changes nothing")
