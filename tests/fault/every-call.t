#!/usr/bin/python3
"""The program is killed before every system call of one mail's life, from IMAP to the SMTP server's answer.

PROVES F-2 P-1 P-2 P-3 P-6 P-14 P-25
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import CHANGING, ROLES, TORTURE, Ground, Ledger, calls_of  # noqa: E402
from callbox import Tap  # noqa: E402

# The only window for a duplicate (P-6): the final dot is out, and "sent" is not committed yet. These are the calls in it
# before which the process died. (Before the fdatasync the commit is written, and only a power cut could undo it.)
DUPLICATE_AT = ["pwrite64", "recv"]

tap = Tap()


def kill_before(ground, ledger, role, which, number):
    """None if the run ended before that call; else its name, and whether the receiver got two copies."""
    trial = ground.trial()
    done, hits = trial.fault(role=role, call=which, at=number)
    lost, window = trial.lost_now(), trial.in_window()
    doubt = trial.recover()
    if hits:
        twice = len(trial.copies()) > 1
        trial.judge(ledger, lost, doubt or ("twice, and not in the window" if twice and not window else ""))
        return hits[0][1], twice
    trial.box.remove()
    if done.returncode != 0:
        ledger.add(problem="not killed, and yet %d: %s" % (done.returncode, done.stderr.decode()), injected=0)
    return None


def row(ground, what, which):
    for role in ROLES:
        ledger = Ledger("F-2", "killed before every call of \"%s\", %s" % (role, what))
        names = calls_of(tap, ground, role, which)
        points, over = ground.until_none(lambda n: kill_before(ground, ledger, role, which, n), len(names))
        tap.ok(over, "F-2: %s, %s: the last run ended by itself" % (role, what), len(points))
        twice = sorted({call for call, doubled in points if doubled})
        ledger.notes.append("duplicates when killed before: %s" % (", ".join(twice) or "none"))
        ledger.close(tap, len(names) * 9 // 10, len(points))
        tap.equal(twice, DUPLICATE_AT if role == "callbox" and not ground.embedded else [],
                  "F-2: %s, %s: duplicates only between acceptance and commit" % (role, what))


row(Ground(), "IMAP to SMTP", CHANGING)
if TORTURE:
    row(Ground(embedded=True), "Maildir to Maildir", CHANGING)
