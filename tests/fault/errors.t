#!/usr/bin/python3
"""Every system call of one mail's life fails once: nothing is lost, and the exit code and a message tell it.

PROVES F-3 P-1 P-13
"""
import errno
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import CHANGING, ROLES, TORTURE, Ground, Ledger, calls_of, once_each  # noqa: E402
from callbox import Tap  # noqa: E402

CODES = {0, 64, 65, 66, 69, 70, 71, 74, 75, 77, 78}  # callbox(1), EXIT STATUS
ERRORS = [errno.ENOSPC, errno.EIO] + ([errno.EINTR, errno.ENOMEM, errno.EMFILE, errno.EROFS] if TORTURE else [])

tap = Tap()


def fail_at(ground, ledger, role, error, number):
    """The call that failed and what the run ended with; None when it ended before that call."""
    trial = ground.trial()
    done, hits = trial.fault(role=role, call=CHANGING, at=number, error=error)
    problem = ""
    if done.returncode not in CODES:
        problem = "ended with %d" % done.returncode
    elif done.returncode != 0 and not done.stderr.strip():
        problem = "ended with %d and no word" % done.returncode
    lost, doubt = trial.lost_now(), trial.recover()
    copies = len(trial.copies())
    where = " at %s %d: %s" % (hits[0][1], number, done.stderr.decode()[-300:]) if hits else ""
    trial.judge(ledger, lost, " ".join(p for p in (problem, doubt) if p) + where if problem or doubt else "", int(bool(hits)))
    return (hits[0][1], done.returncode, copies > 1) if hits else None


def row(ground, role, error):
    ledger = Ledger("F-3", "%s at every call of \"%s\"" % (errno.errorcode[error], role))
    names = calls_of(tap, ground, role, CHANGING)
    points, over = ground.until_none(lambda n: fail_at(ground, ledger, role, error, n), len(names))
    tap.ok(over, "F-3: %s in %s: the last run ended before the call" % (errno.errorcode[error], role), len(points))
    codes = [code for _, code, _ in points]
    ledger.notes.append("ended with " + ", ".join("%d: %d times" % (code, codes.count(code)) for code in sorted(set(codes))))
    ledger.notes.append("duplicates at: %s" % (", ".join(once_each([call for call, _, twice in points if twice])) or "none"))
    ledger.close(tap, len(names) * 9 // 10, len(points))


ground = Ground()
for error in ERRORS:
    for role in ROLES:
        row(ground, role, error)
