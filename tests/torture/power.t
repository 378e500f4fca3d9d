#!/usr/bin/python3
"""The power fails: what was written and not synced is gone, in whole or in part, at each of many moments.

What the program does to its spool is recorded (tests/fault/record.c). For a moment in that record, a spool is built that
holds what was synced until then, and of the rest nothing, or a part by chance. The program then goes on from there.

PROVES F-5 P-1 P-4 P-6
"""
import collections
import os
import random
import shutil
import sys

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(TESTS, "fault"))
from harness import BUILD, NOON, QUIET, Ground, Ledger, at, integrity, scaled  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402

POINTS = scaled(500)
PIECE = 4096  # what a disk writes at once

Record = collections.namedtuple("Record", "op path offset octets")
tap = Tap()


def read_log(path):
    """The records, and the marks that this test puts between them."""
    records, data, at_octet = [], open(path, "rb").read(), 0
    while at_octet < len(data):
        end = data.index(b"\n", at_octet)
        op, name, offset, length = data[at_octet:end].decode().split("\t")
        at_octet = end + 1 + int(length)
        records.append(Record(op, name, int(offset), data[end + 1:at_octet]))
    return records


class Disk:
    """What a disk holds: files by name, and what was asked of it and not synced."""

    def __init__(self, folder):
        self.files = {}
        for path, _, names in os.walk(folder):
            for name in names:
                whole = os.path.join(path, name)
                if not name.endswith("-shm"):
                    self.files[os.path.relpath(whole, folder)] = bytearray(open(whole, "rb").read())
        self.pending = collections.defaultdict(list)

    def do(self, record):
        """Names change at once, as a journal does it in order; octets wait for the sync of their file."""
        path, files = record.path, self.files
        if record.op in ("create", "empty"):
            if path not in files or record.op == "empty":
                files[path] = bytearray()
                self.pending[path] = []
        elif record.op == "rename":
            to = record.octets.decode()
            if path in files:
                files[to] = files.pop(path)
                self.pending[to] = self.pending.pop(path, [])
        elif record.op == "unlink":
            files.pop(path, None)
            self.pending.pop(path, None)
        elif record.op == "sync":
            for waiting in self.pending.pop(path, []):
                self.apply(path, waiting)
        elif record.op in ("write", "truncate"):
            self.pending[path].append(record)

    def apply(self, path, record):
        content = self.files.setdefault(path, bytearray())
        if record.op == "truncate":
            del content[record.offset:]
            return
        content.extend(bytes(max(0, record.offset - len(content))))
        content[record.offset:record.offset + len(record.octets)] = record.octets

    def fail(self, chance):
        """The power is gone; of each unsynced write a piece survives with CHANCE."""
        for path, waiting in self.pending.items():
            for record in waiting:
                for start in range(0, max(len(record.octets), 1), PIECE):
                    if chance.random() < chance.share:
                        self.apply(path, record._replace(offset=record.offset + start, octets=record.octets[start:start + PIECE]))

    def write(self, folder):
        for path, content in self.files.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "wb") as out:
                out.write(content)


def live(box, log):
    """Some runs with mail from the Maildir and from the pipe; the octets of every mail by author."""
    env = {"LD_PRELOAD": os.path.join(BUILD, "fault", "record.so"), "RECORD_ROOT": os.path.realpath(box.spool), "RECORD_LOG": log}
    mails = {}
    for turn in range(4):
        for n in range(2):
            author = "dir%d.%d@example.net" % (turn, n)
            mails[author] = mail(sender=author, message_id="<%s>" % author, body="a line\n" * (50 * 9 ** n))
            name = os.path.relpath(box.deliver(mails[author], NOON - 60), box.spool)
            mark(log, "delivered", name, mails[author])
        author = "pipe%d@example.net" % turn
        mails[author] = mail(sender=author, message_id="<%s>" % author)
        if box.run("filter", stdin=mails[author], now=at(60 * turn), env=env).returncode == 0:
            mark(log, "promised", author)
        box.run("once", now=at(60 * turn + 10), env=env)
    return mails


def mark(log, op, name, octets=b""):
    with open(log, "ab") as out:
        out.write(("%s\t%s\t0\t%d\n" % (op, name, len(octets))).encode() + octets)


class Chance(random.Random):
    def __init__(self, seed, share):
        super().__init__(seed)
        self.share = share


def disk_at(start, records, point, share):
    """The disk after the first POINT records and a power cut; what had been promised, and which letters had left."""
    disk, promised, left = start(), set(), collections.defaultdict(set)
    for record in records[:point]:
        if record.op == "delivered":
            disk.files[record.path] = bytearray(record.octets)  # the delivery agent synced it
        elif record.op == "promised":
            promised.add(record.path)
        else:
            if record.op == "rename" and record.path.startswith("inbox/new/"):
                promised.add(author_of(disk.files.get(record.path, b"")))
            if record.op == "rename" and record.octets.startswith(b"outbox/new/"):
                letter = bytes(disk.files.get(record.path, b""))
                left[field(letter, b"To")].add(field(letter, b"Message-Id"))
            disk.do(record)
    disk.fail(Chance(point, share))
    return disk, promised, left


def field(octets, name):
    for line in octets.split(b"\n"):
        if line.lower().startswith(name.lower() + b": "):
            return line.split(b": ", 1)[1].strip().decode()
    return ""


def author_of(octets):
    return field(bytes(octets), b"From")


def judge(ledger, mails, trial):
    point, share, disk, promised, left = trial
    box = Box(QUIET)
    disk.write(box.spool)
    problems = []
    for seconds in (1000, 2000, 3000):
        done = box.run("once", now=at(seconds))
        if done.returncode != 0:
            problems.append("once ended with %d: %s" % (done.returncode, done.stderr.decode()[-200:]))
    stored = {author_of(row[0]): row[0] for row in box.sql("SELECT bytes FROM raw")}
    lost = sum(stored.get(author) != mails[author] for author in promised)
    copies = collections.defaultdict(set, {to: set(ids) for to, ids in left.items()})
    for letter in box.letters():
        copies[str(letter["To"])].add(letter["Message-ID"])
    problems += ["%s has %d different letters" % (to, len(ids)) for to, ids in copies.items() if len(ids) > 1]
    whole = integrity(box.spool)
    if "stored" not in box.run("trace", "1").stdout.decode() and stored:
        problems.append("no trace")
    ledger.add(lost, sum(not copies[author] for author in stored), 0, "; ".join("record %d, %g: %s" % (point, share, p) for p in problems + [whole] if p))
    box.remove()


ground = Ground(embedded=True)
box = Box(QUIET)
shutil.copytree(ground.template.spool, box.spool, dirs_exist_ok=True)
before = os.path.join(box.dir, "before")
shutil.copytree(box.spool, before)
log = os.path.join(box.dir, "log")
mails = live(box, log)
records = read_log(log)
ledger = Ledger("F-5", "power cut")
chance = random.Random(5)
moments = [(chance.randint(1, len(records)), share) for share in (0, 0.5) for _ in range((POINTS + 1) // 2)]
ground.map(lambda m: judge(ledger, mails, (*m, *disk_at(lambda: Disk(before), records, *m))), moments, 2)
ledger.notes.append("moments of a record of %d writes, syncs and renames, half of them without what was not synced, half with a part of it" % len(records))
ledger.close(tap, POINTS)
