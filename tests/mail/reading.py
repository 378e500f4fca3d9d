"""Reads mails with `callbox explain --json`, all of a table in one run, and compares what it says."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import PROGRAM, Tap  # noqa: E402


def explain(mails):
    """What callbox reads in each of MAILS (octets), in their order."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, "%d.eml" % n) for n in range(len(mails))]
        for path, octets in zip(paths, mails):
            with open(path, "wb") as out:
                out.write(octets)
        done = subprocess.run([PROGRAM, "explain", "--json"] + paths, stdout=subprocess.PIPE, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def check(rows, told):
    """One test for each of ROWS, (name, octets, expected): TOLD makes of the answer what is expected."""
    tap = Tap()
    for (name, _, expected), answer in zip(rows, explain([octets for _, octets, _ in rows])):
        tap.equal(told(answer), expected, name)
