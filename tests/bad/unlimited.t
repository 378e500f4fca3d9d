#!/usr/bin/python3
"""Every bad mail once more, with the limits before the libraries switched off: nothing but the child may die of it.

All go through one program, so that one death would show in all that follow. The limits on one text and
one tag of HTML stay, because they are part of the readers (tests/unit/test-html.c). PROVES B-65
"""
import atexit
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# The program looks for its templates beside itself.
place = tempfile.mkdtemp(prefix="callbox-unlimited-")
atexit.register(shutil.rmtree, place, True)
shutil.copy(os.path.join(os.environ.get("BUILD", os.path.join(TOP, "build")), "drive", "unlimited"), os.path.join(place, "callbox"))
os.symlink(os.path.join(TOP, "templates"), os.path.join(place, "templates"))
os.environ["CALLBOX"] = os.path.join(place, "callbox")
from judge import ARRIVED, NOON, ORDINARY  # noqa: E402
from rows import rows  # noqa: E402
from callbox import Box, Tap  # noqa: E402

tap = Tap()
box, given = Box(), 0
for row in rows:
    octets = row.make()
    box.deliver(octets, ARRIVED)
    given += 1
box.deliver(ORDINARY, ARRIVED)
done = box.run("once", "-v", now=NOON, timeout=900)
tap.equal(done.returncode, 0, "%d bad mails go through without limits" % given)
tap.equal([s["verdict"] for s in box.json("list") if s["from"] == "grace@example.net"], ["on time"], "and the ordinary one behind them is read")
account = box.json("account")[0]
tap.equal((account["in"], account["difference"]), (given + 1, 0), "every one of them is accounted for")
reasons = [h["why"] or "" for h in box.json("held")]
tap.ok(any("parsing died" in why for why in reasons), "the child did die of some, so the limits were off", reasons)
tap.ok(not any("KiB" in why and "longer" in why for why in reasons), "and none is held by a limit on headers", reasons)
