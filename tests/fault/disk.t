#!/usr/bin/python3
"""A disk that is full, nearly full or read-only: mail waits at its source, the operator is told, and all goes on by itself.

Runs in a user namespace of its own, where it may mount a small disk.
"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Running, Tap, patience, until  # noqa: E402

MIB = 1 << 20
QUIET = CALL.replace("digest = true", "digest = false")
LIVE = QUIET.replace("2021-07", "2035-07").replace("2021-06", "2021-05")

tap = Tap()
if os.environ.get("CALLBOX_NAMESPACE") != "yes":
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode != 0:
        for row in ("F-6 full disk", "F-7 read-only file system"):
            tap.skip(row, "this machine allows no user namespaces (unshare -rm)")
        sys.exit(0)
    os.execvpe("unshare", ["unshare", "-rm", sys.executable, os.path.abspath(__file__)], dict(os.environ, CALLBOX_NAMESPACE="yes"))


class Disk:
    """A Box whose spool is a disk of its own; its inbox is not on it."""

    def __init__(self, call=QUIET, size="80m", more=""):
        self.box = Box(call)
        os.mkdir(self.box.spool, 0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%s,mode=700" % size, "tmpfs", self.box.spool], check=True)
        self.inbox = os.path.join(self.box.dir, "inbox")
        self.fill_path = os.path.join(self.box.spool, "fill")
        self.more, self.count = more, 0
        self.write(call)

    def write(self, call=QUIET, outbox=None):
        out = 'url = "%s"' % (outbox or "maildir:" + os.path.join(self.box.dir, "outbox"))
        self.box.write_config(call, 'url = "maildir:%s"\npoll = 1%s' % (self.inbox, self.more), out, ballast=16)

    def deliver(self, number, when=None):
        for sub in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(self.inbox, sub), 0o700, exist_ok=True)
        path = os.path.join(self.inbox, "tmp", "%s.e2e" % number)
        with open(path, "wb") as out:
            out.write(story(number, **({} if when else {"date": None})))
        if when:
            os.utime(path, (when, when))
        os.rename(path, path.replace("/tmp/%s" % number, "/new/%s" % number))

    def waiting(self):
        return len(os.listdir(os.path.join(self.inbox, "new")))

    def letters(self):
        folder = os.path.join(self.box.dir, "outbox", "new")
        import email
        import email.policy
        return [email.message_from_bytes(open(os.path.join(folder, n), "rb").read(), policy=email.policy.default)
                for n in sorted(os.listdir(folder))] if os.path.isdir(folder) else []

    def free(self):
        disk = os.statvfs(self.box.spool)
        return disk.f_bavail * disk.f_frsize

    def fill(self, leave=0):
        """Until only LEAVE octets are free."""
        with open(self.fill_path, "ab", buffering=0) as out:
            try:
                while self.free() > leave:
                    out.write(b"x" * min(65536, self.free() - leave))
            except OSError:
                pass

    def empty(self):
        os.unlink(self.fill_path)

    def ballast(self):
        path = os.path.join(self.box.spool, "ballast")
        return os.path.getsize(path) if os.path.exists(path) else 0

    def remount(self, how):
        subprocess.run(["mount", "-o", "remount,bind," + how, self.box.spool], check=True)


# Nearly full (PROVES F-6, P-13).
disk = Disk()
box = disk.box
disk.deliver(1, NOON - 9)
box.run("once", now=at(0))
tap.equal(disk.ballast(), 16 * MIB, "the ballast is there after the first pass")
disk.write(outbox="smtp+insecure://127.0.0.1:1")
disk.deliver(2, NOON - 9)
box.run("once", now=at(1))
disk.write()
disk.fill(leave=4 * MIB)
disk.deliver(3, NOON)
done = box.run("once", now=at(3600))
tap.equal((done.returncode, disk.waiting()), (75, 1), "below the low-water mark no mail is fetched: it waits at its source, and the code is 75")
tap.has(done.stderr.decode(), "make room", "the message says what to do")
tap.equal(disk.ballast(), 16 * MIB, "the ballast stays")
tap.equal(recipients(disk.letters())["author2@example.net"], 1, "what waited in the outbox leaves")
tap.equal(box.run("filter", stdin=story("piped")).returncode, 75, "filter leaves mail with the mail server")
status = box.run("status", now=at(3601))
tap.has(status.stdout.decode(), "free on the disk", "status tells it")
tap.ok(box.json("status", now=at(3601))[0]["disk"]["low"], "also as JSON")

# Full: the ballast goes, and what was begun is finished.
disk.empty()
disk.write(outbox="smtp+insecure://127.0.0.1:1")
box.run("once", now=at(7200))
tap.equal(disk.waiting(), 0, "with room again it goes on by itself")
disk.write()
disk.fill()
disk.deliver(4, NOON + 7200)
done = box.run("once", now=at(10800))
tap.equal((done.returncode, disk.waiting(), disk.ballast()), (75, 1, 0), "on a full disk the ballast is given back, and no mail is fetched")
tap.equal(recipients(disk.letters())["author3@example.net"], 1, "but the letter that waited leaves")
tap.equal(box.run("filter", stdin=story("piped")).returncode, 75, "filter exits 75")
tap.equal(box.run("status", now=at(10801)).returncode, 0, "status works")
disk.empty()
box.run("once", now=at(14400))
tap.equal((disk.waiting(), disk.ballast()), (0, 16 * MIB), "with room again the mail is fetched and the ballast is back")
judge(tap, "F-6", "disk full", box, range(1, 5), 2, letters=disk.letters())

# The same while it runs.
disk = Disk(LIVE)
box = disk.box
disk.write(LIVE)
run = Running(box)
disk.deliver(1)
until(lambda: recipients(disk.letters())["author1@example.net"], 20)
tap.equal(disk.ballast(), 16 * MIB, "run lays the ballast too")
disk.fill(leave=4 * MIB)
disk.deliver(2)
tap.ok(until(lambda: "make room" in run.log(), 20) is not None, "run says that it fetches no more", run.log())
time.sleep(3)
tap.equal((run.log().count("door=main problem="), disk.waiting()), (1, 1), "once, and the mail waits")
disk.fill()
disk.empty()
took = until(lambda: recipients(disk.letters())["author2@example.net"], 20)
tap.ok(took is not None and took < patience(10), "with room again the mail is answered within a poll", "%s\n%s" % (took, run.log()))
run.end()
judge(tap, "F-6", "disk full under run", box, [1, 2], 2, letters=disk.letters())

# Read-only (PROVES F-7).
disk = Disk()
box = disk.box
disk.deliver(1, NOON - 9)
box.run("once", now=at(0))
disk.remount("ro")
disk.deliver(2, NOON)
done = box.run("once", now=at(10))
tap.equal((done.returncode, disk.waiting()), (75, 1), "on a read-only file system no mail is fetched, and the code is 75")
tap.has(done.stderr.decode(), "read-only", "the message names the cause")
tap.equal(box.run("filter", stdin=story("piped")).returncode, 75, "filter exits 75")
for command in ("status", "list", "held", "account", "show 1"):
    done = box.run(*command.split(), now=at(11))
    tap.equal(done.returncode, 0, "%s can be read" % command)
tap.has(box.run("status", now=at(11)).stdout.decode(), "read-only", "status says why nothing comes")
disk.remount("rw")
box.run("once", now=at(20))
tap.equal(disk.waiting(), 0, "when it can be written again, all goes on")
judge(tap, "F-7", "read-only file system", box, [1, 2], 1, letters=disk.letters())
