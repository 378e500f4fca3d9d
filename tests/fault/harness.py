"""Trials of one mail under a fault, and the ledger that says what became of it.

A Ground is what many trials share: the servers and a spool that was opened once. A Trial is one mail in a mailbox of
its own. It runs the program with a fault (see inject.h), runs it again without one, and adds what it sees to a Ledger,
which prints one line for each row of the fault matrix: what was injected, how often, lost, unconfirmed, duplicates.
"""
import datetime
import email
import glob
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, PROGRAM, TOP, Box, mail  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

BUILD = os.environ.get("BUILD", os.path.join(TOP, "build"))
NOON = 1626682500  # 2021-07-19T08:15:00Z
QUIET = CALL.replace("digest = true", "digest = false")
LIVE = QUIET.replace("2021-07-20 AoE", "2035-07-20 AoE").replace("2021-07-22", "2035-07-22")  # for the real clock
HUNG = -1000  # the exit code of what did not end within a minute
TORTURE = "TORTURE" in os.environ
SCALE = float(os.environ.get("SCALE", "1"))  # how much of a torture row is done

# Calls that change what is on the disk or on the wire. A kill before any other call leaves what a kill before the next
# of these leaves.
CHANGING = ("write,writev,pwrite64,pwrite,fsync,fdatasync,ftruncate64,ftruncate,unlink,unlinkat,rename,renameat,mkdirat,"
            "fchmod,connect,send,sendto,sendmsg,recv,recvfrom,openat,fork")
ROLES = ("receive", "callbox")  # the processes of `once`


def at(seconds):
    """The clock, that many seconds after noon, as --now takes it."""
    return datetime.datetime.fromtimestamp(NOON + seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def scaled(number, least=1):
    return max(least, int(number * SCALE))


def preload(library, **plan):
    """The environment for a fault: FAULT_AT for at=, and so on."""
    path = os.path.join(BUILD, "fault", library + ".so")
    if not os.path.exists(path):  # the loader would run the program without a fault
        sys.exit("%s is missing; make build/fault/%s.so" % (path, library))
    return dict({"FAULT_" + name.upper(): str(value) for name, value in plan.items()}, LD_PRELOAD=path)


def quick_clock(speed, env=None):
    """The environment for a clock that runs SPEED times as fast, beside the libraries of ENV."""
    library = next(glob.iglob("/usr/lib/*/faketime/libfaketime.so.1"))
    env = dict(env or {})
    return dict(env, LD_PRELOAD=(library + " " + env.get("LD_PRELOAD", "")).strip(), FAKETIME="+0 x%d" % speed)


def size(pid):
    """KiB that are its own and resident, and its descriptors."""
    rollup = open("/proc/%d/smaps_rollup" % pid).read().splitlines()
    own = sum(int(line.split()[1]) for line in rollup if line.startswith(("Private_Clean", "Private_Dirty")))
    return own, len(os.listdir("/proc/%d/fd" % pid))


def integrity(spool):
    """What SQLite has against the database, or ''."""
    database = sqlite3.connect(os.path.join(spool, "callbox.db"), timeout=10)
    try:
        words = [row[0] for row in database.execute("PRAGMA integrity_check")]
        words += ["foreign key: %s" % (row,) for row in database.execute("PRAGMA foreign_key_check")]
        return "" if words == ["ok"] else "; ".join(map(str, words))
    finally:
        database.close()


def drain(box, ahead=0):
    """Ends what a kill left open: a person lets through what is held, what is in doubt waits for its time. How many were held.

    AHEAD: by how many seconds the clock of the program ran ahead of the real one.
    """
    held = [h for h in box.json("held") if "number" in h]  # mails; letters in doubt have their time
    for mail_held in held:
        box.run("release", str(mail_held["number"]), now=box.later(ahead))
    for seconds in (10, 1000, 2000):
        box.run("once", now=box.later(ahead + seconds), timeout=900)
    return len(held)


def calls_of(tap, ground, role, which):
    """The names of the calls of one undisturbed life, in order."""
    trial = ground.trial()
    done, hits = trial.fault(role=role, call=which, at=1, last=10 ** 6, delay=1)
    trial.box.remove()
    tap.equal(done.returncode, 0, "%s, undisturbed: success" % role)
    return [call for _, call, _ in hits]


def once_each(names):
    """NAMES without those that repeat the one before."""
    return [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]


class Accepted:
    """What the sink took, by recipient; reads each file once."""

    def __init__(self, sink):
        self.sink, self.read, self.to, self.lock = sink, 0, {}, threading.Lock()

    def by(self, address):
        """[(Message-ID, hash of the octets)] of every mail accepted for ADDRESS."""
        with self.lock:
            names = self.sink.arrivals.so_far()
            for name in names[self.read:]:
                self.take(self.sink.read(name))
            self.read = len(names)
            return list(self.to.get(address, []))

    def take(self, octets):
        if octets is None:
            return  # broken off
        letter = octets[octets.find(b"\nFrom: ") + 1:]
        parsed = email.message_from_bytes(letter)
        self.to.setdefault(parsed["To"], []).append((parsed["Message-ID"], hashlib.sha256(letter).hexdigest()))


class Ledger:
    """One row of the matrix, over all its trials."""

    def __init__(self, row, what):
        self.row, self.what, self.lock = row, what, threading.Lock()
        self.injected = self.lost = self.unconfirmed = self.duplicates = 0
        self.problems, self.notes = [], []

    def add(self, lost=0, unconfirmed=0, duplicates=0, problem="", injected=1):
        with self.lock:
            self.injected += injected
            self.lost += lost
            self.unconfirmed += unconfirmed
            self.duplicates += duplicates
            if problem:
                self.problems.append(problem)

    def line(self):
        return "%s %s: %d injected, %d lost, %d unconfirmed, %d duplicates" % (
            self.row, self.what, self.injected, self.lost, self.unconfirmed, self.duplicates)

    def close(self, tap, least=1, most_duplicates=0):
        """Prints the line and the tests of the row; at least LEAST faults must have happened."""
        print("# " + self.line() + "".join("; " + note for note in self.notes), flush=True)
        tap.ok(self.injected >= least, "%s: %s: at least %d faults were injected" % (self.row, self.what, least), self.injected)
        tap.ok(self.lost == 0 and self.unconfirmed == 0, "%s: %s: nothing lost, all confirmed" % (self.row, self.what), self.line())
        tap.ok(self.duplicates <= most_duplicates, "%s: %s: at most %d duplicates" % (self.row, self.what, most_duplicates), self.line())
        tap.equal(self.problems[:10], [], "%s: %s: the databases are whole, the traces tell it, copies are the same octets" % (self.row, self.what))


class Ground:
    """Dovecot in and smtp-sink out; or, with EMBEDDED, a Maildir on both sides."""

    def __init__(self, embedded=False):
        self.embedded, self.serial, self.lock = embedded, 0, threading.Lock()
        self.dovecot = None if embedded else Dovecot()
        self.sink = None if embedded else SmtpSink()
        self.accepted = None if embedded else Accepted(self.sink)
        self.template = self.box("nobody")
        self.template.run("once", now=at(-60))

    def box(self, user):
        if self.embedded:
            return Box(QUIET)
        return Box(QUIET, self.dovecot.inbox(user, "imap+insecure"), self.sink.outbox())

    def trial(self, **more):
        with self.lock:
            self.serial += 1
        return Trial(self, self.serial, **more)

    def until_none(self, function, count):
        """FUNCTION(1), FUNCTION(2), ... about COUNT of them, and on until it returns None; the other results."""
        results = self.map(function, range(1, count + 1))
        while results[-1] is not None and len(results) < 2 * count:
            results.append(function(len(results) + 1))
        return [r for r in results if r is not None], results[-1] is None

    def map(self, function, things, lanes=3):
        """FUNCTION for each of THINGS, some at a time; the results in order."""
        with ThreadPoolExecutor(lanes) as pool:
            return list(pool.map(function, things))


class Trial:
    """One mail's life in a box of its own."""

    def __init__(self, ground, serial, **more):
        self.ground, self.user = ground, "u%d" % serial
        self.author = "%s@example.net" % self.user
        self.octets = mail(sender=self.author, message_id="<%s@example.net>" % self.user, **more)
        self.box = ground.box(self.user)
        shutil.copytree(ground.template.spool, self.box.spool, dirs_exist_ok=True)
        if ground.embedded:
            self.folder = os.path.join(self.box.spool, "inbox")
            self.box.deliver(self.octets, NOON - 60)
        else:
            self.folder = ground.dovecot.maildir(self.user)
            ground.dovecot.drop(self.octets, self.user, NOON - 60)

    def fault(self, *args, stdin=None, library="crash", log=True, **plan):
        """Runs ARGS with a fault; the finished process, and which calls it hit as (role, call, number)."""
        path = os.path.join(self.box.dir, "faults")
        try:
            done = self.box.run(*(args or ("once",)), now=at(0), stdin=stdin, env=preload(library, log=path, **plan))
        except subprocess.TimeoutExpired as late:
            done = subprocess.CompletedProcess(late.cmd, HUNG, late.stdout or b"", late.stderr or b"")
        hits = open(path).read().splitlines() if log and os.path.exists(path) else []
        return done, [tuple(line.rsplit(" ", 2)) for line in hits]

    def marked(self):
        """True if the source was told that the mail is handled."""
        return not os.listdir(os.path.join(self.folder, "new")) and any("S" in n.partition(":2,")[2] for n in os.listdir(os.path.join(self.folder, "cur")))

    def ask(self, statement):
        """The rows of a copy of the database, so that the program has its own recovery to do."""
        with tempfile.TemporaryDirectory(prefix="callbox-copy-") as copy:
            for name in ("callbox.db", "callbox.db-wal"):
                if os.path.exists(os.path.join(self.box.spool, name)):
                    shutil.copy(os.path.join(self.box.spool, name), copy)
            database = sqlite3.connect(os.path.join(copy, "callbox.db"))
            try:
                return database.execute(statement).fetchall()
            except sqlite3.Error:
                return []
            finally:
                database.close()

    def stored(self):
        """The octets in the database."""
        return [row[0] for row in self.ask("SELECT bytes FROM raw")]

    def in_window(self):
        """True after "about to send the final dot" was committed, and before what came of it was."""
        return self.ask("SELECT 1 FROM letter WHERE state = 'sending' AND final_dot > 0") != []

    def lost_now(self):
        return self.marked() and self.stored() != [self.octets]

    def state(self):
        rows = self.box.sql("SELECT state FROM letter")
        return rows[0][0] if len(rows) == 1 else rows

    def recover(self):
        """As a timer would, until nothing is in doubt; what went wrong, or ''."""
        for seconds in (60, 1000, 2000):
            done = self.box.run("once", now=at(seconds))
            if done.returncode != 0:
                return "recovery ended with %d: %s" % (done.returncode, done.stderr.decode())
            if self.state() == "sent":
                return ""
        return "the letter is %s in the end" % (self.state(),)

    def copies(self):
        if not self.ground.embedded:
            return self.ground.accepted.by(self.author)
        return [(m["Message-ID"], m.as_bytes()) for m in self.box.letters() if m["To"] == self.author]

    def judge(self, ledger, lost=False, problem="", injected=1):
        """After recover(): adds this trial to LEDGER and frees the disk."""
        copies, stored = self.copies(), [row[0] for row in self.box.sql("SELECT bytes FROM raw")]
        problems = [problem, integrity(self.box.spool)]
        trace = self.box.run("trace", "1").stdout.decode()
        problems += ["the trace has no %r" % word for word in ("stored", "decided", "sent") if word not in trace]
        if len(set(copies)) > 1:
            problems.append("copies differ")
        if stored != [self.octets] and stored:
            problems.append("stored octets differ")
        ledger.add(lost or stored != [self.octets], not copies, max(len(copies) - 1, 0),
                   "; ".join("%s: %s" % (self.user, p) for p in problems if p), injected)
        self.box.remove()
