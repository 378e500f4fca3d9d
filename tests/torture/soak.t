#!/usr/bin/python3
"""Very many mails through one `callbox run` on a quick clock, while everything around it fails now and then.

The clock runs twenty times as fast, the disk fails at one call of some thousands, connections are cut, readers are killed.
The three processes live on, and must not grow. It begins with a pile, so that all have had their largest batch before that is judged.

PROVES F-44 P-1 P-6 P-12
"""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
from harness import LIVE, Accepted, Ledger, drain, integrity, preload, quick_clock, scaled, size  # noqa: E402
from callbox import Box, Running, Tap, children, mail, until  # noqa: E402
from proxy import Proxy  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

MAILS = scaled(50000, 500)
WAVE = 50
PILE = min(1000, MAILS // 5)
BEHIND = 5 * WAVE  # mails that may wait, for the worker or for the sender
FEW = 20  # letters that wait for their time after a fault
LOOKS = MAILS // 500 or 1
SPEED = 20
GROWTH = 2048  # KiB
WARM = 15000  # mails, until SQLite's page caches (8 MiB each) are full
PARTS = ("receive main", "work", "send")

tap = Tap()
chance = random.Random(44)
dovecot, sink = Dovecot(), SmtpSink()
accepted = Accepted(sink)
doors = {"in": Proxy(dovecot.imap), "out": Proxy(sink.port)}
box = Box(LIVE, dovecot.inbox("stories", "imap+insecure").replace(dovecot.imap, str(doors["in"].port), 1) + "\npoll = 60",
          'url = "smtp+insecure://127.0.0.1:%d"\nlimit_per_hour = 100000' % doors["out"].port)
faults = os.path.join(box.dir, "faults")
ledger = Ledger("F-44", "disk errors, cut connections and killed readers over %d mails" % MAILS)


def author(n):
    return "ada%d@example.net" % n


def octets(n):
    return mail(sender=author(n), message_id="<%d@example.net>" % n, date=None, body="a line of story %d\n" % n * (5 + n % 60))


def spoil():
    """A wave's weather."""
    for door in doors.values():
        door.spoil(**({"cut": chance.randint(1, 20000)} if chance.random() < 0.1 else {}))
    reader = children(run.parts().get("work", 0))
    if reader and chance.random() < 0.05:
        os.kill(reader[0], signal.SIGKILL)
        ledger.add()


def clear_up():
    """A connection that always breaks at the same octet lets nothing pass."""
    for door in doors.values():
        door.spoil()


def stored():
    return box.sql("SELECT max(id) FROM mail")[0][0]


def queued():
    return box.sql("SELECT count(*) FROM letter WHERE state = 'queued'")[0][0]


def keeps_up():
    return stored() >= sent - BEHIND and queued() <= BEHIND


def look():
    """What each process holds when it rests, or nearly: a batch in its hands is no growth."""
    until(lambda: stored() >= sent and queued() <= FEW, 2)
    accepted.by("")
    samples.append({name: size(pid) for name, pid in run.parts().items() if first.get(name) == pid and name in PARTS})
    if len(samples) % max(1, LOOKS // 20) == 0:
        report()


def level(samples, name):
    """The medians of its KiB and of its descriptors."""
    sizes = [sample[name] for sample in samples if name in sample]
    return [sorted(column)[len(sizes) // 2] for column in zip(*sizes)]


def ahead():
    """By how many seconds the quick clock is ahead of ours."""
    return (time.time() - began) * (SPEED - 1)


def clock():
    """What the quick clock shows, and a little more: mail that is older than the last poll would be a pile (P-17)."""
    return time.time() + ahead() + 120


def report():
    """A line now and then, since this takes long."""
    sizes = ", ".join("%s %d KiB and %d descriptors" % (name, *sample) for name, sample in samples[-1].items())
    print("# %d mails after %d s: %s" % (sent, time.time() - began, sizes), flush=True)


def drop(count):
    """That many mails more."""
    global sent
    for n in range(sent, min(sent + count, MAILS)):
        dovecot.drop(octets(n), when=clock())
    sent = min(sent + count, MAILS)


dovecot.drop(octets(0))
box.run("once")
env = preload("crash", odds=4000, error=5, call="write,pwrite64,fdatasync,fsync,send,recv,openat,rename", log=faults)
began, samples, sent = time.time(), [], 1
drop(PILE)
run = Running(box, env=quick_clock(SPEED, env))
until(lambda: len(run.parts()) == 4, 20)
first = run.parts()
while sent < MAILS:
    spoil()
    drop(WAVE)
    if until(keeps_up, 1) is None:
        clear_up()
    until(keeps_up, 60)
    if sent * LOOKS // MAILS > len(samples):
        look()
clear_up()
until(lambda: stored() >= MAILS, 120)
until(lambda: box.sql("SELECT count(*) FROM letter WHERE state = 'sent'")[0][0] >= MAILS * 99 // 100, 600)
took = time.time() - began
cuts = sum(door.connections for door in doors.values())
same = [name for name in PARTS if run.parts().get(name) == first[name]]
run.end()
held = drain(box, ahead())
drain(box, ahead() + 3000)
ledger.add(injected=len(open(faults).readlines()) if os.path.exists(faults) else 0)
kept = {row[0]: row[1] for row in box.sql("SELECT m.sender, r.bytes FROM mail m JOIN raw r ON r.mail = m.id WHERE m.sender IS NOT NULL")}
copies = [accepted.by(author(n)) for n in range(MAILS)]
differ = [c for c in copies if len(set(c)) > 1]
ledger.add(sum(kept.get(author(n)) != octets(n) for n in range(MAILS)), sum(not c for c in copies), sum(max(len(c) - 1, 0) for c in copies),
           integrity(box.spool) or (str(differ[0]) if differ else ""), 0)
ledger.notes.append("%d connections, %d mails were held for a killed reader, %.0f mails a second" % (cuts, held, MAILS / took))
fifth = max(1, len(samples) // 5)
warm = min(WARM * LOOKS // MAILS, len(samples) - fifth)
for name in same:
    early, late = samples[warm:warm + fifth], samples[-fifth:]
    (then, fds_then), (now, fds_now) = level(early, name), level(late, name)
    grown, more = now - then, fds_now - fds_then
    ledger.notes.append("%s grew by %d KiB and %d descriptors" % (name, grown, more))
    if MAILS >= 2 * WARM:
        tap.ok(grown < GROWTH and more <= 0, "F-44: %s does not grow" % name, (early[0], late[-1]))
if MAILS < 2 * WARM:
    print("# SKIPPED F-44: whether the processes grow is seen from %d mails on" % (2 * WARM))
ledger.close(tap, MAILS // 1000, MAILS // 100)
tap.equal(same, list(PARTS), "F-44: the processes lived through it")
