#!/usr/bin/python3
"""Any one process of `callbox run` is killed at a random moment, again and again, while mail comes in.

PROVES F-1 P-1 P-6 P-14
"""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import LIVE, TORTURE, Accepted, Ledger, drain, integrity, scaled  # noqa: E402
from callbox import Box, Running, Tap, alive, children, mail, name_of, until  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

LANES = 4
UNBOUNDED = "\nlimit_per_hour = 100000"  # the breaker is not what is tested here
KILLS = scaled(1000) if TORTURE else 200
VICTIMS = ("supervisor", "receive main", "work", "send", "reader")

tap = Tap()
dovecot, sink = Dovecot(), SmtpSink()
accepted = Accepted(sink)
ledger = Ledger("F-1", "kill -9 of any one process at a random moment")


class Lane:
    """One box under fire, with a mailbox of its own."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.user = "lane%d" % number
        self.box = Box(LIVE, dovecot.inbox(self.user, "imap+insecure"), sink.outbox() + UNBOUNDED)
        self.sent, self.killed, self.held, self.run = {}, [], 0, None

    def write(self):
        """One more mail, of an author of its own."""
        author = "%s.%d@example.net" % (self.user, len(self.sent))
        octets = mail(sender=author, message_id="<%s>" % author, date=None)
        dovecot.drop(octets, self.user)
        self.sent[author] = octets

    def victim(self, kind):
        if kind == "supervisor":
            return self.run.pid
        parts = self.run.parts()
        if kind != "reader":
            return parts.get(kind)
        return next(iter(children(parts["work"])), None) if "work" in parts else None

    def kill_one(self):
        """Some die while they start, the others in the middle of work, however slow the machine is."""
        kind = self.random.choice(VICTIMS)
        if self.random.random() < 0.8:
            until(lambda: self.victim(kind) is not None, 5)
        time.sleep(self.random.uniform(0, 0.3))
        pid = self.victim(kind)
        if pid is not None and alive(pid):
            os.kill(pid, signal.SIGKILL)
            self.killed.append(kind)

    def round(self):
        """A start, mail, a kill, and what is left ends too."""
        self.run = Running(self.box)
        for _ in range(self.random.randint(1, 3)):
            self.write()
        self.kill_one()
        time.sleep(self.random.uniform(0, 0.2))
        family = self.run.everybody()
        self.run.end()
        if until(lambda: not any(alive(pid) for pid in family), 5) is None:
            ledger.add(problem="still there: %s" % [name_of(p) for p in family if alive(p)], injected=0)

    def fire(self, kills):
        while len(self.killed) < kills:
            self.round()
        self.held = drain(self.box)
        self.judge()
        return self.killed

    def judge(self):
        stored = dict(self.box.sql("SELECT m.message_id, r.bytes FROM mail m JOIN raw r ON r.mail = m.id"))
        problems = [integrity(self.box.spool)]
        lost = sum(stored.get(author) != octets for author, octets in self.sent.items())
        copies = [accepted.by(author) for author in self.sent]
        problems += ["copies differ: %s" % c for c in copies if len(set(c)) > 1]
        untold = self.box.sql("SELECT id FROM letter l WHERE NOT EXISTS (SELECT 1 FROM event WHERE letter = l.id AND what = 'sent')")
        problems += ["the trail of letter %d does not end with sent" % row for row in untold]
        if "decided" not in self.box.run("trace", "1").stdout.decode():
            problems.append("no trace")
        duplicates = sum(max(len(c) - 1, 0) for c in copies)
        if duplicates > len(self.killed):
            problems.append("%d duplicates of %d kills" % (duplicates, len(self.killed)))
        ledger.add(lost, sum(not c for c in copies), duplicates, "; ".join(p for p in problems if p), len(self.killed))


def main():
    from concurrent.futures import ThreadPoolExecutor
    share = -(-KILLS // LANES)
    with ThreadPoolExecutor(LANES) as pool:
        lanes = [Lane(n) for n in range(LANES)]
        killed = sum(pool.map(lambda lane: lane.fire(share), lanes), [])
    ledger.notes.append("%d mails, %d of them held for a killed reader and let through" % (sum(len(l.sent) for l in lanes), sum(l.held for l in lanes)))
    ledger.notes.append("killed: " + ", ".join("%s %d" % (kind, killed.count(kind)) for kind in VICTIMS))
    ledger.close(tap, KILLS, KILLS)
    tap.ok(all(killed.count(kind) > 0 for kind in VICTIMS), "F-1: every kind of process was killed", killed)


main()
