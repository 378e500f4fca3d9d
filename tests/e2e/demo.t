#!/usr/bin/python3
"""What `make demo` shows: each step says itself whether all was as expected."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from callbox import Tap  # noqa: E402

tap = Tap()
with tempfile.TemporaryDirectory(prefix="callbox-demo-") as folder:
    done = subprocess.run([sys.executable, os.path.join(HERE, "..", "demo", "demo.py"), folder], capture_output=True, text=True)
    wrong = [line for line in done.stdout.splitlines() if "NOT AS EXPECTED" in line]
    tap.equal((done.returncode, wrong, done.stderr), (0, [], ""), "the demo plays to its end, all as expected")
    left = {name: len(os.listdir(os.path.join(folder, name))) for name in ("in", "out", "ics")}
    tap.ok(all(left.values()), "and leaves the mails, the letters and the invitations", left)
    tap.has(open(os.path.join(folder, "digest.html")).read(), "<html", "and the digest as a page")
