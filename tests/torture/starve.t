#!/usr/bin/python3
"""Each allocation fails once while one mail is taken in: the process ends, and nothing is lost or spoiled.

PROVES F-4 P-1 P-4
"""
import collections
import errno
import os
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
from harness import SCALE, Ground, Ledger, at, integrity, preload  # noqa: E402
from callbox import Tap, mail  # noqa: E402

# GLib ends a process that it cannot serve, by SIGTRAP or by abort(); the mail server sees that as "try again".
ENDS = {0, 75, -signal.SIGTRAP, -signal.SIGABRT}
# libConfuse 3.3, while it reads the configuration, when nothing else is open yet: its cfg_free() of a section that it could not
# allocate, and the exit of its lexer. No other code was seen to end so.
LIBRARY = {-signal.SIGSEGV: b"", 2: b"out of dynamic memory in yy"}
# GLib waits for itself when the first blocks of its slices are not to be had, before our main() begins.
DEADLOCK, DEADLOCKS = "deadlock", 3
LANES = 2

tap = Tap()
ground = Ground(embedded=True)
ledger = Ledger("F-4", "allocation number N fails while filter takes a mail in")
codes, lock = collections.Counter(), threading.Lock()


class Lane:
    """A box that takes one mail after the other."""

    def __init__(self):
        self.trial = ground.trial()
        self.box, self.mails = self.trial.box, {}

    def starve(self, number):
        """True if the run had so many allocations."""
        author = "ada%d@example.net" % number
        octets = self.mails[author] = mail(sender=author, message_id="<%s>" % author)
        faults = os.path.join(self.box.dir, "faults")
        env = preload("starve", at=number, role="callbox", error=errno.ENOMEM, log=faults)
        try:
            done = self.box.run("filter", stdin=octets, now=at(0), env=env, timeout=20)
        except subprocess.TimeoutExpired as late:
            done = subprocess.CompletedProcess(late.cmd, DEADLOCK, late.stdout, late.stderr)
        hit = os.path.exists(faults)
        if hit:
            os.unlink(faults)
        with lock:
            codes[done.returncode] += hit
        if done.returncode not in ENDS | {DEADLOCK} and LIBRARY.get(done.returncode, b"none") not in done.stderr:
            ledger.add(problem="allocation %d: ended with %s: %s" % (number, done.returncode, done.stderr.decode()[-200:]), injected=0)
        if done.returncode != 0:
            done = self.box.run("filter", stdin=octets, now=at(0))
        ledger.add(injected=int(hit), problem="" if done.returncode == 0 else "allocation %d: and then %s" % (number, done.stderr.decode()))
        return hit

    def judge(self):
        """What was said to be kept is there once, and is worked on."""
        code = self.box.run("once", now=at(60), timeout=600).returncode
        stored = collections.Counter(row[0] for row in self.box.sql("SELECT bytes FROM raw"))
        lost = sum(stored[octets] == 0 for octets in self.mails.values())
        twice = sum(stored[octets] > 1 for octets in self.mails.values())
        ledger.add(lost, problem=integrity(self.box.spool) or ("once ended with %d, %d mails are there twice" % (code, twice) if code or twice else ""), injected=0)


def total():
    """How many allocations there are."""
    trial = ground.trial()
    done, hits = trial.fault("filter", stdin=trial.octets, library="starve", role="callbox", at=1, last=10 ** 7, delay=1)
    tap.equal(done.returncode, 0, "F-4: undisturbed: success")
    return int(hits[-1][2])


count = total()
step = max(1, int(1 / SCALE))
lanes = [Lane() for _ in range(LANES)]
ground.map(lambda n: [lanes[n].starve(number) for number in range(1 + n * step, count + 1, LANES * step)], range(LANES), LANES)
for lane in lanes:
    lane.judge()
ledger.notes.append("every %s of %d allocations" % ("%dth" % step if step > 1 else "one", count))
ledger.notes.append("ended with " + ", ".join("%s: %d times" % item for item in sorted(codes.items(), key=str)))
tap.ok(sum(codes[code] for code in LIBRARY) <= sum(codes.values()) / 40, "F-4: hardly any end is a library's own fault", codes)
tap.ok(codes[DEADLOCK] <= DEADLOCKS, "F-4: and hardly any has none", codes)
ledger.close(tap, count // step * 9 // 10)
