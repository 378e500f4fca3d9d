#!/usr/bin/python3
"""The deadline to the second, through the whole program: zones, daylight saving, grace, late mail, the clock given by hand."""
import datetime
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

tap = Tap()


def seconds(text):
    return int(datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp())


def call(deadline, grace="0m"):
    return CALL.replace('"2021-07-20 AoE"', '"%s"' % deadline).replace('"2021-06-01 AoE"', '"2020-01-01 AoE"').replace(
        "    kinds", '    grace = "%s"\n    kinds' % grace)


# The first second that is late, for each way to write a deadline (PROVES TI-01, TI-02, P-20).
for words, cutoff in (
        ("2021-07-20 AoE", "2021-07-21T12:00:00Z"),
        ("2021-12-31 AoE", "2022-01-01T12:00:00Z"),
        ("2024-02-28 AoE", "2024-02-29T12:00:00Z"),
        ("2021-07-20 23:59 AoE", "2021-07-21T12:00:00Z"),
        ("2021-07-20 23:59 Europe/Berlin", "2021-07-20T22:00:00Z"),
        ("2021-01-20 23:59 Europe/Berlin", "2021-01-20T23:00:00Z"),
        ("2021-03-14 03:00 America/New_York", "2021-03-14T07:01:00Z"),
        ("2021-11-07 00:59 America/New_York", "2021-11-07T05:00:00Z"),
        ("2021-04-04 12:00 Australia/Lord_Howe", "2021-04-04T01:31:00Z"),
        ("2021-07-20 12:00 Asia/Kathmandu", "2021-07-20T06:16:00Z"),
        ("2021-07-21T12:00:00Z", "2021-07-21T12:00:00Z")):
    box = Box(call(words))
    at = seconds(cutoff)
    for n, late in enumerate((-1, 0)):
        box.deliver(mail(sender="a%d@example.net" % n, message_id="<%d@example.net>" % n, date=None), at + late)
    box.run("once", now=datetime.datetime.fromtimestamp(at + 60, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
    stories = {s["from"]: (s["verdict"], s["margin_seconds"]) for s in box.json("list")}
    tap.equal(stories, {"a0@example.net": ("on time", 1), "a1@example.net": ("late", 0)}, "%s ends before %s" % (words, cutoff))

# Words of the letters: late, delayed, grace (PROVES TI-07).
CUTOFF = seconds("2021-07-21T12:00:00Z")
for grace, at, date, verdict, delayed, what in (
        ("0m", 4200, "Wed, 21 Jul 2021 11:50:00 +0000", "late", True, "dated before, arrived after"),
        ("0m", 1860, "Wed, 21 Jul 2021 12:30:00 +0000", "late", False, "dated and arrived after"),
        ("0m", 1860, None, "late", False, "without a date"),
        ("6h", 4200, "Wed, 21 Jul 2021 12:30:00 +0000", "grace", False, "within the grace"),
        ("6h", 21599, None, "grace", False, "in the last second of the grace"),
        ("6h", 21600, None, "late", False, "in the first after it"),
        ("0m", -1, "Mon, 26 Jul 2021 12:00:00 +0000", "on time", False, "dated far after it")):
    box = Box(call("2021-07-20 AoE", grace))
    box.deliver(mail(date=date), CUTOFF + at)
    box.run("once", now="2021-07-21T19:00:00Z")
    story = box.json("show", "1")[0]
    tap.equal(story["verdict"], verdict, "%s: %s" % (what, verdict))
    letters = [m for m in box.letters() if m["To"] == "ada@example.net"]
    tap.equal(len(letters), 1, "%s: confirmed" % what)
    text, html = part(letters[0], "text/plain"), part(letters[0], "text/html")
    tap.equal("delayed" in text, delayed, "%s: %s" % (what, "the delay is told" if delayed else "no word of a delay"))
    tap.equal("late" in text.lower(), verdict == "late", "%s: the text says whether it is late" % what)
    tap.equal("delayed" in text, "delayed" in html, "%s: and the page says the same" % what)
    if verdict == "late":
        tap.equal([s["id"] for s in box.json("list", "--late")], ["open-collab-1"], "%s: listed as late" % what)

# The clock by hand, in both forms.
for form in ("2021-07-21T12:00:00Z", "2021-07-21 00:00:00 AoE"):
    box = Box(call("2021-07-20 AoE"))
    tap.equal(box.run("filter", stdin=mail(date=None), now=form).returncode, 0, "--now %s: a mail by the pipe" % form)
    box.run("once", now=form)
    tap.equal([(s["verdict"], s["margin_seconds"]) for s in box.json("list")], [("late", 0)], "--now %s: is late by a hair" % form)
for form in ("2021-07-21T11:59:59Z", "2021-07-20 23:59:59 AoE"):
    box = Box(call("2021-07-20 AoE"))
    box.run("filter", stdin=mail(date=None), now=form)
    box.run("once", now=form)
    tap.equal([(s["verdict"], s["margin_seconds"]) for s in box.json("list")], [("on time", 1)], "--now %s: is on time by a second" % form)
for form in ("yesterday", "2021-07-20", "2021-07-20 23:59:59", "2021-13-01T00:00:00Z"):
    tap.equal(box.run("status", now=form).returncode, 64, "--now %s is refused" % form)

# Seconds are 64 bits wide, and the machine's zone has no say (TI-10).
LATER = 2542017600  # 2050-07-21 12:00:00 UTC
seen = set()
for zone in "UTC", "Pacific/Kiritimati", "America/St_Johns":
    for at, verdict in ((-1, "on time"), (0, "late")):
        box = Box(call("2050-07-20 AoE").replace("2021-07-22", "2050-07-22"))
        box.deliver(mail(date="Wed, 20 Jul 2050 10:00:00 +0000"), LATER + at)
        box.run("once", now="2050-07-21T12:00:05Z", env={"TZ": zone})
        story = box.json("list", env={"TZ": zone})[0]
        tap.equal((story["verdict"], story["margin_seconds"]), (verdict, -at), "in 2050 under TZ=%s: %s to the second (PROVES TI-10)" % (zone, verdict))
        seen.add((verdict, story["received"], part(box.letters()[0], "text/calendar").split("DTSTART:")[1][:16]))
tap.equal(len(seen), 2, "and everything reads the same under each zone")
