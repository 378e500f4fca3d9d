#!/usr/bin/python3
"""A mail counts as tried when it was worked on, and not when a pass that broke had only read it ahead; it is held when
work died of it alone, twice, and not for a death in company (PROVES P-10)."""
import os
import resource
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, story  # noqa: E402
from callbox import PROGRAM, Box, Tap, until  # noqa: E402

BATCH = 200  # mails that one transaction works on
tap = Tap()
box = Box()
box.run("once", now=at(0))
box.sql("CREATE UNIQUE INDEX spoiled ON mail ((1)) WHERE state <> 'waiting'")
for n in range(BATCH + 1):
    box.deliver(story(n), NOON + n)
done = box.run("once", now=at(300))
tap.has(done.stderr.decode(), "UNIQUE constraint failed", "a pass breaks within the first batch")
tap.equal(box.sql("SELECT suspected, count(*) FROM mail WHERE attempts = 0 GROUP BY suspected ORDER BY suspected"), [(0, 1), (1, BATCH)],
          "the mails of it were tried, the one behind them was not")


def counts(box):
    return box.sql("SELECT suspected, attempts FROM mail ORDER BY id")


def kill_once(box, now):
    """A pass that hangs on its first mail, for an index that takes minutes to compute, and is killed; what is counted then."""
    before = sum(map(sum, counts(box)))
    box.sql("CREATE INDEX stuck ON mail (instr(zeroblob(4000000 + id), zeroblob(2000000 + id) || x'01')) WHERE state <> 'waiting'")
    once = subprocess.Popen([PROGRAM, "-c", box.conf, "--now", now, "once"], cwd=box.dir,
                            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: once.poll() is not None or sum(map(sum, counts(box))) > before)
    once.send_signal(signal.SIGKILL)
    tap.equal(once.wait(), -signal.SIGKILL, "a pass is killed with a mail in hand")
    box.sql("DROP INDEX stuck")
    return counts(box)


box = Box()
box.run("once", now=at(0))
for n in range(3):
    box.deliver(story(n), NOON + n)
tap.equal(kill_once(box, at(300)), [(1, 0)] * 3, "three mails in hand: each is suspected")
tap.equal(kill_once(box, at(310)), [(1, 1), (1, 0), (1, 0)], "then the first comes alone, and only that counts")
box.run("once", now=at(320))
tap.equal((len(box.json("held")), len(box.letters())), (0, 3), "after one death alone it is not held, and all are answered")

for n, deaths in enumerate((["company", "alone", "alone"], ["alone", "alone"])):
    box = Box()
    box.run("once", now=at(0))
    box.deliver(story(0), NOON)
    if deaths[0] == "company":
        box.deliver(story(1), NOON + 1)
    for i, death in enumerate(deaths):
        kill_once(box, at(300 + 10 * i))
    box.run("once", now=at(400))
    held = box.json("held")
    tap.equal([h["number"] for h in held], [1], "%s: held" % ", ".join(deaths))
    tap.has(held[0]["why"] if held else "", "ended abnormally 2 times", "and says why")
    tap.equal(len(box.letters()), deaths.count("company"), "the other one is answered")


def pass_over(spoiled):
    """The seconds of processor time of one pass over a batch, where those mails cannot be settled that the condition SPOILED names, for an index that has no value for them; and the numbers held."""
    box = Box()
    box.run("once", now=at(0))
    box.sql("CREATE INDEX spoiled ON mail (CASE WHEN state = 'settled' AND %s THEN abs(-9223372036854775807 - 1 - 0 * id) END)" % spoiled)
    for n in range(BATCH):
        box.deliver(story(n), NOON + n)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = box.run("once", now=at(300))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    tap.equal(done.returncode, 0, "a pass where %s" % spoiled)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, [h["number"] for h in box.json("held")]


smooth, held = pass_over("id < 0")
tap.equal(held, [], "all is well")
rough, held = pass_over("id % 2 = 0")
tap.equal(held, list(range(2, BATCH + 1, 2)), "every second mail fails by itself, and only those are held (PROVES P-10)")
tap.ok(rough < 2.5 * smooth, "that does not cost as many passes as there are such mails", (rough, smooth))
