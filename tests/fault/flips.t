#!/usr/bin/python3
"""A bit of the database is flipped: nothing works on it, the message says what to do, and nothing is written.

Flipped are bits of what holds the database together: its header, the headers of its pages, the places of their cells. A flip
that changes nothing of what can be read back is harmless. PROVES F-9
"""
import os
import random
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import NOON, at  # noqa: E402
from callbox import CALL, Box, Tap, mail  # noqa: E402

tap = Tap()
FLIPS, HEADER = 200, 100
TABLE_OR_INDEX = (2, 5, 10, 13)  # the first octet of such a page (SQLite's file format, section 1.6)
INNER = (2, 5)
LATER = at(30)


def contents(path):
    """All that can be read back, or why it cannot."""
    try:
        with sqlite3.connect("file:%s?mode=ro&immutable=1" % path, uri=True) as db:
            db.text_factory = bytes
            names = [name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            return [(name, sorted(map(repr, db.execute("SELECT * FROM " + name)))) for name in names]
    except (sqlite3.Error, UnicodeError) as problem:
        return str(problem)


def frame(data, size):
    """Where the octets are that hold DATA together."""
    places = list(range(HEADER))
    for start in range(0, len(data), size):
        head = start if start else HEADER
        if data[head] in TABLE_OR_INDEX:
            cells = int.from_bytes(data[head + 3:head + 5], "big")
            places += range(head, head + (12 if data[head] in INNER else 8) + 2 * cells)
    return places


def put(path, data):
    for side in ("-wal", "-shm"):
        if os.path.exists(path + side):
            os.unlink(path + side)
    with open(path, "wb") as out:
        out.write(data)


box = Box(CALL)
for n in range(8):
    box.deliver(mail(sender="a%d@example.net" % n, message_id="<%d@example.net>" % n, body="Story %d of two labs.\n" % n * 20), NOON - 9 + n)
box.run("once", now=at(0))
path = os.path.join(box.spool, "callbox.db")
with sqlite3.connect(path) as db:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size, = db.execute("PRAGMA page_size").fetchone()
db.close()
whole = open(path, "rb").read()
put(path, whole)
good = contents(path)
places = frame(whole, size)
random.seed(9)
refused, harmless, missed = 0, 0, []
for place in random.sample(places, FLIPS):
    bad = bytearray(whole)
    bad[place] ^= 1 << random.randrange(8)
    put(path, bad)
    now_read = contents(path)
    done = box.run("once", now=LATER)
    words = done.stderr.decode()
    untouched = open(path, "rb").read() == bytes(bad)
    if done.returncode in (65, 70) and untouched and "callbox.db" in words and "backup" in words:
        refused += 1
    elif now_read == good:
        harmless += 1
    else:
        missed.append((place // size, place % size, done.returncode, untouched, words[:200], str(now_read)[:80]))
tap.equal(missed, [], "each of %d flips is refused, or changes nothing that can be read" % FLIPS)
tap.ok(refused >= FLIPS / 3, "many are refused", (refused, harmless))
put(path, whole)
tap.equal(box.run("once", now=LATER).returncode, 0, "the file put back is worked on")
print("# F-9 bits flipped in header and pages: %d injected, %d refused, %d change nothing, 0 lost" % (FLIPS, refused, harmless))
