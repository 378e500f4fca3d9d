#!/usr/bin/python3
"""A reload of what cannot stand leaves the running one in force and says so; check says it before (PROVES F-33, P-26)."""
import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import judge, recipients, story  # noqa: E402
from callbox import CALL, TOP, Box, Running, Tap, until  # noqa: E402

LIVE = CALL.replace("2021-07", "2035-07").replace("2021-06", "2021-05").replace("digest = true", "digest = false")
tap = Tap()
box = Box(LIVE)
templates = os.path.join(box.dir, "templates")
os.mkdir(templates)
with open(box.conf) as conf:
    GOOD = 'templates = "templates"  ' + conf.read()


def configure(text):
    with open(box.conf, "w") as out:
        out.write(text)


def template(text, name="receipt.txt"):
    with open(os.path.join(templates, name), "w") as out:
        out.write(text)


def restore():
    configure(GOOD)
    if not os.path.isdir(templates):
        os.mkdir(templates)
    shutil.copy(os.path.join(TOP, "templates", "receipt.txt"), templates)


FAULTS = [
    ("an unknown option", lambda: configure(GOOD + "nonsense = 1\n"), "nonsense"),
    ("a section that is not closed", lambda: configure(GOOD[:GOOD.rindex("}")]), "callbox.conf:"),
    ("a date without a zone", lambda: configure(GOOD.replace("2035-07-20 AoE", "2035-07-20")), "zone"),
    ("an empty file", lambda: configure(""), "callbox.conf:"),
    ("a file that is gone", lambda: os.unlink(box.conf), "callbox.conf"),
    ("octets that are no text", lambda: open(box.conf, "wb").write(b"\xff\xfe\0data"), "callbox.conf"),
    ("an unknown name in a template", lambda: template("Subject: x\n{{nobody_knows}}\n"), "nobody_knows"),
    ("a section of a template that is not closed", lambda: template("Subject: x\n{{#late}}\n"), "receipt.txt"),
    ("a folder of templates that is gone", lambda: shutil.rmtree(templates), "templates"),
    ("another spool", lambda: configure(GOOD.replace('data = "spool"', 'data = "other"')), "data cannot change"),
]
restore()
run = Running(box)
until(lambda: len(run.parts()) == 3, 10)
for n, (name, spoil, words) in enumerate(FAULTS):
    before = run.parts()
    restore()
    spoil()
    said = len(run.log())
    if name != "another spool":
        tap.ok(box.run("check", "--offline").returncode != 0, "%s: check says so" % name)
    run.kill(signal.SIGHUP)
    tap.ok(until(lambda: "refused" in run.log()[said:], 10) is not None, "%s: the reload is refused" % name, run.log()[said:])
    tap.ok(until(lambda: words in run.log()[said:], 5) is not None, "%s: with the cause" % name, run.log()[said:])
    tap.equal(run.parts(), before, "%s: no process is touched" % name)
    box.deliver(story(n, date=None))
    tap.ok(until(lambda: recipients(box.letters())["author%d@example.net" % n], 20) is not None, "%s: the one in force goes on" % name, run.log()[said:])
restore()
configure(GOOD.replace("ICML 2021", "ICML 2035"))
before = run.parts()
run.kill(signal.SIGHUP)
tap.ok(until(lambda: len(run.parts()) == len(before) and not set(run.parts().values()) & set(before.values()), 15) is not None, "a good one is taken", run.log()[-500:])
box.deliver(story(len(FAULTS), date=None))
until(lambda: recipients(box.letters())["author%d@example.net" % len(FAULTS)], 20)
tap.ok(any("ICML 2035" in letter.as_string() for letter in box.letters()), "and is in force")
judge(tap, "F-33", "reload of what cannot stand", box, range(len(FAULTS) + 1), len(FAULTS))
run.end()
