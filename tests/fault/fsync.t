#!/usr/bin/python3
"""The disk fails at an fsync: what is said to be stored is stored, and the work goes on by itself.

PROVES F-10 P-1 P-4
"""
import errno
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import LIVE, ROLES, Accepted, Ground, Ledger, calls_of, drain, integrity, preload  # noqa: E402
from callbox import Box, Running, Tap, mail, until  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

SYNC = "fsync,fdatasync"

tap = Tap()


def everywhere(trial):
    """The octets of every mail in the database (of a copy of it) and in the Maildir that stands in for it."""
    folder = os.path.join(trial.box.spool, "inbox", "new")
    return trial.stored() + [open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder)]


def piped():
    """`filter` says 0 only for what is kept, and 75 otherwise."""
    ground, ledger, false = Ground(embedded=True), Ledger("F-10", "EIO at each fsync of filter"), 0
    for number in range(1, 50):
        trial = ground.trial(body="piped %d\n" % number)
        os.unlink(os.path.join(trial.folder, "new", os.listdir(os.path.join(trial.folder, "new"))[0]))
        done, hits = trial.fault("filter", stdin=trial.octets, role="callbox", call=SYNC, at=number, error=errno.EIO)
        kept = trial.octets in everywhere(trial)
        false += done.returncode == 0 and not kept
        if done.returncode not in (0, 75):
            ledger.add(problem="fsync %d: filter ended with %d" % (number, done.returncode), injected=0)
        if done.returncode == 75:
            trial.box.run("filter", stdin=trial.octets)  # as the mail server does
        doubt = trial.recover()
        trial.judge(ledger, problem=doubt, injected=len(hits))
        if not hits:
            break
    ledger.notes.append("%d times \"stored\" was said and was false" % false)
    ledger.close(tap, 3)
    tap.ok(false == 0 and not hits, "F-10: filter never says 0 for a mail that is not kept", false)


def passes():
    """Each fsync of one pass."""
    ground = Ground()
    for role in ROLES:
        ledger = Ledger("F-10", "EIO at each fsync of \"%s\"" % role)
        for number in range(1, len(calls_of(tap, ground, role, SYNC)) + 1):
            trial = ground.trial()
            done, hits = trial.fault(role=role, call=SYNC, at=number, error=errno.EIO)
            lost, doubt = trial.lost_now(), trial.recover()
            trial.judge(ledger, lost, doubt and "fsync %d: %s" % (number, doubt), len(hits))
        ledger.close(tap, 3, 3)


def running():
    """One EIO in a process of `run`, which goes on with a connection of its own making."""
    dovecot, sink = Dovecot(), SmtpSink()
    accepted, ledger = Accepted(sink), Ledger("F-10", "EIO at one fsync of a process of run")
    for role, numbers in (("receive main", (1, 2)), ("work", (1, 2)), ("send", (2, 3, 4, 5))):
        for number in numbers:
            user = "%s%d" % (role[:4], number)
            box = Box(LIVE, dovecot.inbox(user, "imap+insecure"), sink.outbox())
            box.run("once")
            once = os.path.join(box.dir, "once")
            run = Running(box, env=preload("crash", role=role, call=SYNC, at=number, error=errno.EIO, once=once))
            authors = ["%s.%d@example.net" % (user, n) for n in range(8)]
            for author in authors:
                dovecot.drop(mail(sender=author, message_id="<%s>" % author, date=None), user)
                until(lambda: accepted.by(author), 1)
            until(lambda: sum(bool(accepted.by(a)) for a in authors) >= len(authors) - 1, 30)
            stuck = until(lambda: not box.sql("SELECT 1 FROM letter WHERE state = 'sending'"), 30) is None
            run.end()
            drain(box)
            copies = [accepted.by(a) for a in authors]
            stored = {row[0] for row in box.sql("SELECT sender FROM mail m JOIN raw r ON r.mail = m.id")}
            ledger.add(len(set(authors) - stored), sum(not c for c in copies), sum(max(len(c) - 1, 0) for c in copies),
                       integrity(box.spool) or ("%s, fsync %d: a letter is left in the middle" % (role, number) if stuck else ""), int(os.path.exists(once)))
    ledger.close(tap, 7, 4)


piped()
passes()
running()
