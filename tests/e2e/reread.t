#!/usr/bin/python3
"""Invitations, updates and cancellations read once more, with ical.js, which agrees with python3-icalendar in every field (where node and ical.js are)."""
import json
import os
import shutil
import subprocess
import sys

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, TOP, Box, Tap, mail, part  # noqa: E402

tap = Tap()
NODE = shutil.which("node") or shutil.which("nodejs")
READER = os.path.join(TOP, "tests", "node")
TITLE = "Geschichten über Änderungen; „fork“, merge, 合并 und \\\\ zurück, " * 2
HARD = CALL.replace("Open Collab Story Time", TITLE.strip()).replace("ICML 2021 Social", "ICML, 2021: the Social").replace(
    '"submitted"', '"submitted"\n        description = "First; then, last: 100 % of \\\\ and more"')
INBOX = 'url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"'
PROOF = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\r\n"
box = Box(call=HARD, inbox=INBOX)
count = 0


def write(now, to, body):
    global count
    count += 1
    box.deliver(mail(to=to, body=body, subject="Re: it", message_id="<r%d@example.net>" % count, extra=PROOF), 1626682491)
    tap.equal(box.run("once", now=now).returncode, 0, "a pass at " + now)


def sync(now, call):
    box.write_config(call=call, inbox=INBOX)
    tap.equal(box.run("invite", "--sync", now=now).returncode, 0, "the session changes at " + now)
    box.run("send", now=now)


def theirs(octets):
    """The same fields as read.js prints, as python3-icalendar reads them."""
    whole = icalendar.Calendar.from_ical(octets)
    events = whole.walk("VEVENT")
    e = events[0]
    attendees = e["ATTENDEE"] if isinstance(e["ATTENDEE"], list) else [e["ATTENDEE"]]

    def instant(name):
        return e[name].dt.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def words(name):
        return str(e[name]) if name in e else None
    return {"method": str(whole["METHOD"]), "events": len(events), "uid": words("UID"), "sequence": int(e["SEQUENCE"]), "stamp": instant("DTSTAMP"), "start": instant("DTSTART"),
            "end": instant("DTEND"), "zone": "UTC", "status": words("STATUS"), "summary": words("SUMMARY"), "description": words("DESCRIPTION"), "url": words("URL"),
            "organizer": words("ORGANIZER"), "organizer_name": e["ORGANIZER"].params["CN"], "attendees": [str(a) for a in attendees], "partstat": attendees[0].params.get("PARTSTAT")}


def reader():
    """Why ical.js cannot be asked, or None."""
    if NODE is None:
        return "node is not installed"
    return None if os.path.isdir(os.path.join(READER, "node_modules", "ical.js")) else "ical.js is not installed; contrib/bootstrap does that where npm is and a registry answers"


write("2021-07-19T09:00:00Z", "stories@example.org", "A story of two labs.\n")
thread = str(box.letters()[0]["Reply-To"])
moved = HARD.replace("2021-07-22 08:00", "2021-07-22 09:30")
sync("2021-07-19T10:00:00Z", moved)
sync("2021-07-19T11:00:00Z", moved.replace("/j/1", "/j/2?a=b;c,d"))
write("2021-07-19T12:00:00Z", thread, "WITHDRAW\n")
write("2021-07-19T13:00:00Z", thread, "UNDO\n")
sync("2021-07-19T14:00:00Z", moved.replace("session \"story-time\"", "session \"another\""))
sent = [part(m, "text/calendar") for m in box.letters() if part(m, "text/calendar")]
tap.equal([("METHOD:%s" % w in s) for s, w in zip(sent, ["REQUEST", "REQUEST", "REQUEST", "CANCEL", "REQUEST"])], [True] * 5, "an invitation, two updates, a cancellation and a renewal")
tap.equal(sorted("METHOD:CANCEL" in s for s in sent[5:]), [False, True], "and a session in the place of another one")
problem = reader()
if problem:
    tap.skip("ical.js reads them all as python3-icalendar does", problem)
else:
    files = []
    for n, text in enumerate(sent):
        files.append(os.path.join(box.dir, "%d.ics" % n))
        with open(files[-1], "wb") as out:
            out.write(text.encode())
    done = subprocess.run([NODE, os.path.join(READER, "read.js")] + files, capture_output=True, text=True, timeout=120)
    tap.equal((done.returncode, done.stderr), (0, ""), "ical.js reads them all")
    for n, (line, text) in enumerate(zip(done.stdout.splitlines(), sent)):
        tap.equal(json.loads(line), theirs(text), "object %d: as python3-icalendar does, field by field" % n)
