#!/usr/bin/python3
"""A process that hangs is killed and started again, and one that only waits is not (PROVES P-11, P-14)."""
import glob
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import row  # noqa: E402,F401: where the tests' library is
from callbox import CALL, Box, Running, Tap, until  # noqa: E402

LIVE = CALL.replace("2021-07", "2035-07").replace("2021-06", "2021-05").replace("digest = true", "digest = false")
tap = Tap()
clocks = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
if not clocks:
    tap.skip("hung processes", "libfaketime is missing")
    sys.exit(0)

# Two hours pass in eighteen seconds.
NAMES = ("receive main", "work", "send")
WAITS = "receive spool/i"  # what the kernel keeps of the name
box = Box(LIVE, inbox='url = "maildir:other"')
run = Running(box, env={"LD_PRELOAD": clocks[0], "FAKETIME": "+0 x400"})
tap.ok(until(lambda: {*NAMES, WAITS} <= set(run.parts()), 30) is not None, "run starts", run.log())
before = run.parts()
for name in NAMES:
    os.kill(before[name], signal.SIGSTOP)
for name in NAMES:
    fresh = until(lambda: run.parts().get(name) not in (None, before[name]), 90)
    tap.ok(fresh is not None, "%s hangs: it is killed and started again" % name, (run.parts(), run.log()))
    tap.has(run.log(), "process=%s hangs=killed" % ('"%s"' % name if " " in name else name), "%s: and the log says so" % name)
tap.equal(run.parts().get(WAITS), before[WAITS], "one that waits for mail is left alone")
run.end()
