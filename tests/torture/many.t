#!/usr/bin/python3
"""Thousands of mails in one poll: in batches, in bounded memory, and the answers at the pace that is allowed.

PROVES F-40 P-12 P-16
"""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
from harness import LIVE, PROGRAM, Accepted, Ledger, integrity, scaled  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

MAILS = scaled(10000, 50)
AN_HOUR = min(200, MAILS // 4)  # answers
MOST = 128 * 1024  # KiB of any process (P-12)

tap = Tap()
dovecot, sink = Dovecot(), SmtpSink()
accepted = Accepted(sink)
box = Box(LIVE, dovecot.inbox("stories", "imap+insecure"), sink.outbox() + "\nlimit_per_hour = %d" % AN_HOUR)


def author(n):
    return "ada%d@example.net" % n


def octets(n):
    return mail(sender=author(n), message_id="<%d@example.net>" % n, date=None, body="a line of story %d\n" % n * (20 + n % 300))


dovecot.drop(octets(0))
tap.equal(box.run("once").returncode, 0, "F-40: a first mail, so that what follows is new and no pile")
for n in range(1, MAILS):
    dovecot.drop(octets(n))
began = time.monotonic()
process = subprocess.Popen([PROGRAM, "-c", box.conf, "once"], cwd=box.dir, stderr=subprocess.PIPE)
said = process.stderr.read()
_, status, usage = os.wait4(process.pid, 0)
took = time.monotonic() - began
ledger = Ledger("F-40", "%d mails in one poll" % MAILS)
stored = {row[0]: row[1] for row in box.sql("SELECT m.sender, r.bytes FROM mail m JOIN raw r ON r.mail = m.id")}
waiting = box.sql("SELECT count(*) FROM letter WHERE state = 'queued'")[0][0]
letters = box.sql("SELECT count(*) FROM letter")[0][0]
sent = sum(bool(accepted.by(author(n))) for n in range(MAILS))
trace = box.run("trace", str(MAILS)).stdout.decode()
ledger.add(sum(stored.get(author(n)) != octets(n) for n in range(MAILS)), MAILS - letters, sum(max(len(accepted.by(author(n))) - 1, 0) for n in range(MAILS)),
           integrity(box.spool) or ("" if "stored" in trace and "queued" in trace else "no trace: " + trace))
ledger.notes.append("%.0f mails a second, the largest process had %d KiB; %d answers left, %d wait for the hour" % (MAILS / took, usage.ru_maxrss, sent, waiting))
ledger.close(tap, 1)
tap.equal(os.waitstatus_to_exitcode(status), 0, "F-40: success")
tap.ok(usage.ru_maxrss <= MOST, "F-40: at most 128 MiB in any process", usage.ru_maxrss)
tap.equal((sent, waiting), (AN_HOUR, MAILS - AN_HOUR), "F-40: as many answers as an hour allows; the others wait")
