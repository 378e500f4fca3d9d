#!/usr/bin/python3
"""Odd locale, time zone and umask: the same letters and the same output to the octet, and files that are only ours.

PROVES F-42
"""
import os
import re
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import CALL, NOON, Ledger, at, integrity, preload  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402

tap = Tap()
locales = tempfile.mkdtemp(prefix="callbox-locale-")
turkish = subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", os.path.join(locales, "tr_TR.UTF-8")], capture_output=True)
tap.ok(os.path.isdir(os.path.join(locales, "tr_TR.UTF-8")), "F-42: a Turkish locale can be made", turkish)

PLACES = {
    "as it is": {},
    "C": {"LC_ALL": "C", "TZ": "UTC"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Europe/Istanbul"},
    "a locale that is not there": {"LC_ALL": "xx_XX.ISO-8859-9", "TZ": "Pacific/Kiritimati"},
    "a time zone that is not there": {"TZ": "Nowhere/Land"},
    "half past, south": {"TZ": "Australia/Lord_Howe"},
    "a leap-second zone": {"TZ": "right/America/New_York"},
    "no time zone": {"TZ": ""},
    "umask 000": {"UMASK": "000"},
    "umask 777": {"UMASK": "777"},
}
NIGHT = "2021-07-20T04:00:00Z"  # 21:00 in the zone of the call
LOOKS = (("status", "--json"), ("list",), ("list", "--json"), ("list", "--csv"), ("show", "1"), ("trace", "1"), ("digest", "--preview"), ("account", "--json"), ("verify",))
MAILS = [mail(subject="TITLE ISTANBUL ıİ", body="I wrote it in Iğdır; KIND: GOOD STORY\n"),
         mail(sender='"Ünal İnce" <UNAL.INCE@EXAMPLE.COM>', message_id="<two@example.com>", subject="=?iso-8859-9?Q?=DDyi?=", date="Tue, 20 Jul 2021 23:59:59 -1200")]


def life(env):
    """The letters of a box that lived in that place, what it prints, and its spool's files that others may look at."""
    env = dict(env, LOCPATH=locales)
    before = os.umask(int(env.pop("UMASK", "022"), 8))
    try:
        box = Box(CALL)
        os.chmod(box.dir, 0o700)
        os.chmod(box.conf, 0o600)
        deliver(box)
        done = [box.run("once", now=at(10), env=dict(env, **preload("random"))), box.run("once", now=NIGHT, env=dict(env, **preload("random")))]
        looks = [box.run(*look, now=NIGHT, env=env) for look in LOOKS]
    finally:
        os.umask(before)
    said = [(d.returncode, bare(d.stdout + d.stderr, box)) for d in done + looks]
    open_to_others = [path for path in walk(box.spool) if stat.S_IMODE(os.stat(path).st_mode) & 0o077]
    letters = sorted(m.as_bytes() for m in box.letters())
    whole = integrity(box.spool)
    box.remove()
    return letters, said, open_to_others, whole


def bare(octets, box):
    """Without what differs from one run to the next: the folder, and how much room its disk has."""
    return re.sub(rb'"free":\d+', b'"free":0', octets.replace(box.dir.encode(), b"DIR"))


def deliver(box):
    mask = os.umask(0o077)
    for octets in MAILS:
        box.deliver(octets, NOON)
    os.umask(mask)


def walk(folder):
    for path, folders, files in os.walk(folder):
        yield from (os.path.join(path, name) for name in folders + files)


ledger = Ledger("F-42", "locale, time zone, umask")
letters, said, _, _ = life({})
tap.ok(len(letters) >= 3 and all(code == 0 for code, _ in said), "F-42: receipts and digests are written", said)
for name, env in PLACES.items():
    if "TZ" in env and env["TZ"].startswith("right/") and not os.path.exists("/usr/share/zoneinfo/right"):
        ledger.notes.append("SKIPPED, no such zones here: " + env["TZ"])
        continue
    there = life(env)
    ledger.add(len(letters) - len(there[0]), problem=there[3])
    tap.equal(there[0], letters, "F-42: %s: the same letters" % name)
    tap.equal([s for s in there[1] if s not in said], [], "F-42: %s: the same output" % name)
    tap.equal(there[2], [], "F-42: %s: folders and files are ours only" % name)
ledger.close(tap, len(PLACES) - 1)
