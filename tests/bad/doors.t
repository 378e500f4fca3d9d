#!/usr/bin/python3
"""Bad input to the machine rather than to the reader: B-20, B-31, B-34, B-62, B-63, B-64, and what each mail may cost."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judge import ARRIVED, CAP, NOON, ORDINARY, path_of  # noqa: E402
from rows import rows  # noqa: E402
from callbox import PROGRAM, Box, Tap, mail  # noqa: E402

# A child that shares our memory until it executes would be charged with it.
subprocess._USE_VFORK = False
tap = Tap()

# The pipe.
box = Box()


def pipe(octets):
    return box.run("filter", stdin=octets, now=NOON)


def pipe_from(command, **more):
    """The exit code of the filter behind a shell COMMAND."""
    return subprocess.run("%s | '%s' -c '%s' --now %s filter" % (command, PROGRAM, box.conf, NOON), shell=True, capture_output=True, cwd=box.dir, **more).returncode


tap.equal(pipe(b"").returncode, 64, "an empty pipe is a wrong use (PROVES B-62)")
tap.equal(subprocess.run("'%s' -c '%s' filter <&-" % (PROGRAM, box.conf), shell=True, capture_output=True).returncode, 64, "so is a closed one")
tap.equal(os.path.exists(os.path.join(box.spool, "callbox.db")) and box.json("account")[0]["in"], False, "and nothing is stored")
tap.equal(pipe_from("head -c 1000000000 /dev/zero"), 0, "a gigabyte is taken up to the cap")
tap.equal(pipe(bytes(range(256)) * 100).returncode, 0, "octets that are no mail are taken")
tap.equal(pipe(b"hello world").returncode, 0, "so are words that are no mail (PROVES TR-06)")
tap.equal(pipe(b"From ada@example.net Tue Jul 20 08:00:00 2021\n" + ORDINARY).returncode, 0, "a mail with an mbox line is taken")
box.run("once", now=NOON)
tap.equal([h["number"] for h in box.json("held")], [1, 2, 3], "the first three are held")
tap.has(box.json("held")[2]["why"], "no header", "and it is said of each why")
tap.equal(os.path.getsize(os.path.join(box.spool, "held", "1.eml")), CAP, "the gigabyte as its first 25 MiB")
tap.equal(box.run("show", "1", "--raw").stdout, ORDINARY, "and the mbox line is gone")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
with open(box.conf, "a") as conf:
    conf.write("nonsense = 1\n")
tap.equal(pipe(mail(message_id="<later@example.net>")).returncode, 75, "with a configuration that cannot be read the mail server keeps the mail (PROVES P-4)")
box.write_config()
with open(os.path.join(box.spool, "callbox.db"), "r+b") as database:
    database.write(b"no database at all")
tap.equal(pipe(mail(message_id="<later@example.net>")).returncode, 0, "without a database the mail waits in the Maildir")
tap.equal(len(os.listdir(os.path.join(box.spool, "inbox", "new"))), 1, "in new/")

# The Maildir.
box = Box()
first = box.deliver(mail(), ARRIVED)
new = os.path.dirname(first)
os.symlink("/etc/passwd", os.path.join(new, "2.link"))
os.symlink(os.path.join(new, "nowhere"), os.path.join(new, "3.dangling"))
os.mkfifo(os.path.join(new, "4.fifo"))
os.mkdir(os.path.join(new, "5.folder"))
open(os.path.join(new, "6.line\nbreak"), "wb").write(mail(message_id="<break@example.net>"))
open(os.path.join(new, "..", "tmp", "7.partial"), "wb").write(b"From: ada@exam")
open(os.path.join(new, "8.unreadable"), "wb").write(b"x")
os.unlink(os.path.join(new, "8.unreadable"))
tap.equal(box.run("once", now=NOON, timeout=20).returncode, 0, "a Maildir full of traps is passed (PROVES B-63)")
tap.equal((box.json("account")[0]["in"], len(box.json("list"))), (1, 1), "only the mail in it is read")

# A planted database.
for name, schema in (("with triggers", "CREATE TABLE mail (id INTEGER PRIMARY KEY, key TEXT); CREATE TRIGGER t AFTER INSERT ON mail BEGIN DELETE FROM mail; END"),
                     ("with views", "CREATE VIEW mail AS SELECT 1 AS id; CREATE VIEW story AS SELECT 1"),
                     ("of the right version", "PRAGMA user_version = 1; CREATE TABLE mail (id INTEGER)")):
    box = Box()
    os.makedirs(box.spool, 0o700)
    planted = os.path.join(box.spool, "callbox.db")
    with sqlite3.connect(planted) as database:
        database.executescript(schema)
    database.close()
    before = open(planted, "rb").read()
    box.deliver(mail(), ARRIVED)
    done = box.run("once", now=NOON)
    tap.ok(done.returncode != 0 and b"callbox.db" in done.stderr, "a planted database %s is refused by name (PROVES B-64)" % name, done.stderr.decode())
    tap.equal(open(planted, "rb").read(), before, "and left as it was")
    tap.equal(len(os.listdir(os.path.join(box.spool, "inbox", "new"))) if os.path.isdir(os.path.join(box.spool, "inbox", "new")) else 1, 1, "with the mail where it was")

# Words of a search are no patterns.
box = Box()
box.deliver(mail(subject="Plain"), ARRIVED)
box.deliver(mail(subject="100% sure_thing", message_id="<two@example.net>", body="Another one.\n"), ARRIVED)
box.run("once", now=NOON)
for words in ("%", "_", "'; drop table mail;--"):
    tap.ok(len(box.json("list", "--grep", words)) <= 1, "--grep %s is taken literally (PROVES B-31)" % words)
tap.equal(len(box.json("list")), 2, "and the table is still there")

# An address that looks like an option never reaches argv as one.
box = Box()
script, log = os.path.join(box.dir, "sendmail"), os.path.join(box.dir, "argv")
with open(script, "w") as out:
    out.write("#!/bin/sh\nprintf '%%s\\n' \"$@\" >> %s\ncat > /dev/null\n" % log)
os.chmod(script, 0o755)
box.write_config(outbox='url = "sendmail:%s"' % script)
box.deliver(mail(sender="-oQ/var/x@example.net"), ARRIVED)
box.run("once", now=NOON)
argv = open(log).read().split("\n") if os.path.exists(log) else []
tap.ok("--" in argv and "-oQ/var/x@example.net" in argv[argv.index("--"):], "an address like an option stands behind -- (PROVES B-34)", argv)

# Nothing is fetched: every system call that could reach a network, counted.
if shutil.which("strace"):
    for row in rows:
        if row.want.get("alone"):
            box, calls = Box(), tempfile.NamedTemporaryFile("r")
            path = path_of(box, row.make())
            subprocess.run(["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", calls.name, PROGRAM, "-c", box.conf, "explain", path], capture_output=True)
            reached = [line for line in calls.read().splitlines() if "AF_INET" in line]
            tap.ok(not reached, "%s is not fetched (PROVES B-20)" % row.name, reached)


# What reading may cost: CPU of the program and its child beyond that of an ordinary mail, and memory.
def cost(box, octets):
    """CPU seconds and peak KiB of one explain, its child included."""
    path = path_of(box, octets)
    child = subprocess.Popen([PROGRAM, "-c", box.conf, "explain", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=box.dir)
    usage = os.wait4(child.pid, 0)[2]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


box = Box()
ordinary = min(cost(box, ORDINARY)[0] for _ in range(5))
slow, large = [], []
for row in rows:
    if not row.want.get("large"):
        octets = row.make()
        # The better of two, since others use the machine too.
        cpu, memory = min(cost(box, octets), cost(box, octets))
        if cpu - ordinary > 0.1:
            slow.append("%s: %.0f ms" % (row.title, 1000 * (cpu - ordinary)))
        if row.outcome != "H" and memory > 64 * 1024:
            large.append("%s: %d MiB" % (row.title, memory // 1024))
tap.ok(not slow, "no bad mail takes more than 100 ms of CPU beyond an ordinary one", "\n".join(slow))
tap.ok(not large, "and none that is accepted more than 64 MiB", "\n".join(large))
