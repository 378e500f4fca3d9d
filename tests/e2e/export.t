#!/usr/bin/python3
"""Everything, or all about one person, for other programs: read back with csv, json, mailbox, icalendar and tarfile."""
import csv
import io
import json
import mailbox
import os
import re
import stat
import subprocess
import sys
import tarfile

import icalendar

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, PROGRAM, Box, Tap, mail, part  # noqa: E402
from conversation import whole_life  # noqa: E402

tap = Tap()
c = whole_life()
box = c.box
c.write("hal@example.org", "REMIND\n", subject="Please")
tokens = [row[0] for row in box.sql("SELECT token FROM story ORDER BY id")]


def out(*args, **kw):
    done = box.run("export", *args, **kw)
    tap.equal((done.returncode, done.stderr), (0, b""), "export %s" % " ".join(args))
    return done.stdout


# A table: the same one as of list, with nothing that a spreadsheet would run.
table = out("--format", "csv").decode()
rows = list(csv.DictReader(io.StringIO(table, newline="")))
tap.equal([row["id"] for row in rows], ["open-collab-1", "open-collab-2", "open-collab-3"], "a row for each story")
tap.equal(table, box.run("list", "--csv").stdout.decode(), "list --csv writes the same")
tap.equal(rows[1]["margin_seconds"], "187080", "numbers are numbers")
tap.has(rows[0]["text"], "both burned well", "the version of record")
tap.ok(not any(cell[:1] in "=+-@\t\r" and cell[:1] != "" and name != "margin_seconds" for row in rows for name, cell in row.items()), "no cell is a formula (PROVES B-25)", table)
formula = Box()
for n, words in enumerate(("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\uff1d1")):
    formula.deliver(mail(subject=words, body=words + "\n", message_id="<f%d@example.net>" % n), 1626682491 + n)
formula.run("once", now="2021-07-19T09:00:00Z")
cells = list(csv.DictReader(io.StringIO(formula.run("export", "--format", "csv").stdout.decode(), newline="")))
tap.equal([row["subject"] for row in cells], ["'=cmd|' /C calc'!A0", "'+1", "'-1", "'@SUM(1)", "'\uff1d1"], "nor is one that wants to be (PROVES B-25)")

# One document, with the names of show --json.
everything = json.loads(out("--format", "json"))
tap.equal(json.loads(out("--json"))["stories"], everything["stories"], "JSON is what is written unless another format is asked for")
story, shown = everything["stories"][0], box.json("show", "1")[0]
for name in ("id", "call", "state", "from", "verdict", "revisions", "confirmed", "rsvps"):
    tap.equal(story[name], shown[name], "%s as in show --json" % name)
tap.equal([v["number"] for v in story["versions"]], [1, 2], "with every version")
tap.equal([n["from"] for n in story["notes"]], ["ada@example.net", "eve@example.org"], "the notes")
tap.equal(story["invites"][0]["partstat"], "ACCEPTED", "the invitations")
tap.equal([entry["what"] for entry in story["letters"]], ["receipt", "revised", "accepted"], "the letters")
tap.ok([e for e in story["trail"] if e["what"] == "accepted" and e["why"] == "by the operator"], "and who decided what", story["trail"])
tap.equal(len(everything["mails"]), box.json("account")[0]["in"], "every mail is there")
answer = [m for m in everything["mails"] if m["kind"] == "rsvp"][0]["rsvp"][0]
tap.equal((answer["session"], answer["attendee"], answer["partstat"], answer["comment"], answer["effect"]),
          ("story-time", "ada@example.net", "ACCEPTED", "lantern in hand", "applied"), "with what calendars answered")
tap.ok({"digest"} <= {entry["what"] for entry in everything["letters"]}, "and letters that belong to no story")
tap.equal([(w["call"], w["from"]) for w in everything["wishes"]], [("open-collab", "hal@example.org")], "and who asked to be reminded")
tap.equal([w["from"] for w in json.loads(out("--address", "hal@example.org", "--format", "json"))["wishes"]], ["hal@example.org"], "which is held about them")
words = json.dumps(everything) + table
tap.equal([t for t in tokens if t in words], [], "no token of a thread gets out (PROVES OS-10)")
tap.equal([s["id"] for s in json.loads(out("--call", "open-collab"))["stories"]], [s["id"] for s in everything["stories"]], "of one call")

# The mails as they came.
raws = dict(box.sql("SELECT mail, bytes FROM raw ORDER BY mail"))
path = c.file("all.mbox")
out("--format", "mbox", "-o", path)
tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "a file is its owner's alone")
unquoted = [re.sub(rb"(?m)^>(>*From )", rb"\1", m) for m in re.split(rb"(?m)^From .*\n", open(path, "rb").read())[1:]]
tap.equal([m[:-1] for m in unquoted], list(raws.values()), "mboxrd gives every octet back")
tap.equal([m["Message-ID"] for m in mailbox.mbox(path)], [re.search(rb"Message-ID: (\S+)", raw).group(1).decode() for raw in raws.values()], "and another reader finds each mail")
ragged = Box()
for n, octets in enumerate((b"From ada@example.net Mon Jul 19 08:00:00 2021\nSubject: x\n\nFrom me\n>From you\n>>From them\nFromage\n From afar\n",
                            b"From: a@example.net\nMessage-ID: <b@example.net>\n\nno last line end", b"From: a@example.net\r\n\r\n\r\r\nFrom \rFrom x\r\n\r\n", b"no header")):
    ragged.deliver(octets, 1626682491 + n)
ragged.run("once", now="2021-07-19T09:00:00Z")
written = ragged.run("export", "--format", "mbox").stdout
whole = b"".join(re.sub(rb"(?m)^(>*From )", rb">\1", raw) + (b"" if raw.endswith(b"\n") else b"\n") + b"\n" for raw, in ragged.sql("SELECT bytes FROM raw ORDER BY mail"))
tap.equal(re.sub(rb"(?m)^From \S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\n", b"", written), whole, "also of mails that want to be several")

# The sessions, for anybody to subscribe to.
calendar = icalendar.Calendar.from_ical(out("--format", "ics").decode())
events = calendar.walk("VEVENT")
tap.equal(len(events), 1, "an event for each session")
tap.ok("METHOD" not in calendar, "without METHOD, so nobody is asked to answer")
tap.equal((str(events[0]["SUMMARY"]), events[0]["DTSTART"].dt.isoformat(), events[0]["DTEND"].dt.isoformat()),
          ("Open Collab Story Time", "2021-07-22T15:00:00+00:00", "2021-07-22T16:00:00+00:00"), "as it was configured (PROVES CO-14)")
tap.ok("ATTENDEE" not in events[0] and "ORGANIZER" not in events[0], "nobody is in it")
uids = [row[0] for row in box.sql("SELECT uid FROM invite")]
text = calendar.to_ical().decode().replace("\r\n ", "")
tap.equal([word for word in uids + tokens + ["ada", "bob", "eve"] if word in text], [], "no invitation's UID, no token, no person (PROVES OS-09)")
tap.equal(out("--format", "ics"), out("--format", "ics"), "a second export says the same")
two = Box(call=CALL + CALL.replace('"open-collab"', '"other"').replace("stories@", "others@"))
two.run("once", now="2021-07-19T09:00:00Z")
done = two.run("export", "--format", "ics")
tap.equal((done.returncode, b"--call" in done.stderr), (64, True), "a calendar is of one call")
tap.equal(len(icalendar.Calendar.from_ical(two.run("export", "--format", "ics", "--call", "other").stdout.decode()).walk("VEVENT")), 1, "that is named")

# All about one person, to hand over.
path = c.file("ada.tar")
out("--address", "Ada+anything@EXAMPLE.net", "-o", path, now="2021-07-21T09:00:00Z")
archive = tarfile.open(path)
held = {m.name.partition("/")[2]: archive.extractfile(m).read() for m in archive}
tap.equal({m.mtime for m in archive}, {1626858000}, "an archive that tar reads, of this moment")
tap.has(held["index.txt"].decode(), "your stories (1)", "an index in plain words")
tap.has(held["stories/open-collab-1.txt"].decode(), "both burned well", "the story as text")
tap.has(held["stories/open-collab-1.txt"].decode(), "shared a lantern.", "in every version")
theirs = [m for m, raw in raws.items() if b"\r\nFrom: MAILER" not in b"\r\n" + raw and re.match(rb"(?i)From: (Ada Quartz <)?ada@example\.net", raw)] + [9]
tap.equal(sorted(n for n in held if n.startswith("mails/")), sorted("mails/%d.eml" % m for m in theirs), "her mails, one that could not be read too, and what came back to her")
tap.ok(all(held["mails/%d.eml" % m] == raws[m] for m in theirs), "byte by byte")
letters = {m["Message-ID"] for m in box.letters() if m["To"] == "ada@example.net"}
tap.equal({re.search(rb"(?i)^Message-ID: (\S+)", held[n], re.M).group(1).decode() for n in held if n.startswith("letters/")}, letters, "the letters to her")
tap.has(held["answers.txt"].decode(), "ACCEPTED; you wrote: lantern in hand", "what her calendar answered")
tap.has(held["trail.txt"].decode(), "accepted: by the operator", "what was done")
data = json.loads(held["data.json"])
tap.equal([s["id"] for s in data["stories"]], ["open-collab-1"], "the same for programs")
tap.equal([n["from"] for n in data["stories"][0]["notes"]], ["ada@example.net"], "with her own notes")
tap.equal(json.loads(out("--address", "ada@example.net", "--format", "json", now="2021-07-21T09:00:00Z"))["mails"], data["mails"], "as --format json prints it")
# What she wrote herself may name others; all else must not.
rest = b"\n".join(octets for name, octets in held.items() if not re.match(r"mails/6\.", name)).replace(b"Bob is right about umbrellas.", b"").replace(b"Re: The bridge tale", b"")
others = [b"bob", b"basalt", b"bridge", b"eve@", b"secretword", b"cyd", b"rosa", b"lee@", b"third tale", b"digest"]
words = re.sub(rb"[A-Za-z0-9+/=\r\n]{300,}", b"", rest).replace(b"digest", b"" if b"digest-" not in rest else b"digest").lower()


def named(octets, names):
    """Which of NAMES are whole words in OCTETS: three letters come by chance in a token."""
    return [n for n in names if re.search(rb"\b" + n + (rb"" if n.endswith(b"@") else rb"\b"), octets)]


tap.equal(named(words, others), [], "nothing of anybody else is in it")
tap.equal([t for t in tokens[1:] if t.encode() in rest], [], "nor a token of another thread")
decoded = "".join(part(m, t) for m in box.letters() if m["To"] == "ada@example.net" for t in ("text/plain", "text/html", "text/calendar"))
tap.equal(named(decoded.lower().encode(), others[:-1]), [], "nor in the encoded parts of her letters")
bobs = tarfile.open(fileobj=io.BytesIO(out("--address", "bob@example.com")))
tap.ok(not any(b"umbrellas" in bobs.extractfile(m).read() for m in bobs), "a note of hers is not handed to whom she wrote it about")
tap.equal(len(list(mailbox.mbox(c.file("ada.mbox")))) if out("--address", "ada@example.net", "--format", "mbox", "-o", c.file("ada.mbox")) == b"" else 0, len(theirs), "her mails as a mailbox")
tap.equal([row["id"] for row in csv.DictReader(io.StringIO(out("--address", "ada@example.net", "--format", "csv").decode()))], ["open-collab-1"], "her stories as a table")
nobody = tarfile.open(fileobj=io.BytesIO(out("--address", "nobody@example.net")))
tap.has(nobody.extractfile("callbox-export/index.txt").read().decode(), "your stories (0)", "who never wrote gets an archive that says so")

# Whatever words of hers quote a token, none gets out but in the bytes of mails.
quoting = Box()
leak = "stories+abcdefghijklmnopqrst@example.org"
quoting.deliver(mail(sender='"Ada, %s" <ada@example.net>' % leak, subject="My story, see " + leak, body="Write to %s.\n" % leak), 1626682491)
quoting.run("once", now="2021-07-19T09:00:00Z")
quoted = tarfile.open(fileobj=io.BytesIO(quoting.run("export", "--address", "ada@example.net").stdout))
told = {m.name.partition("/")[2]: quoted.extractfile(m).read().decode() for m in quoted if not m.name.endswith(".eml")}
tap.equal([name for name, text in told.items() if "abcdefghij" in text], [], "no title or name tells a token, either (PROVES OS-10)")
tap.ok("My story, see stories+" in told["stories/open-collab-1.txt"], "what stands around it is there", told)

# A session that moves.
moved = CALL.replace("2021-07-22 08:00", "2021-07-22 10:00").replace("invite = \"submitted\"\n    }", """invite = "submitted"
    }
    session "panel" {
        title = "Panel; with, commas\\nand more"
        start = "2021-07-23 23:30"
        length = "60m"
        place = "Room \\"1\\""
        invite = "nobody"
    }""")
box.write_config(call=moved)
box.run("invite", "--sync", now="2021-07-20T06:00:00Z")
again = icalendar.Calendar.from_ical(out("--format", "ics").decode()).walk("VEVENT")
tap.equal([str(e["UID"]) for e in again], [str(events[0]["UID"]), "session.open-collab.panel@example.org"], "a session keeps its UID when it moves")
tap.ok(int(again[0]["SEQUENCE"]) > int(events[0]["SEQUENCE"]) and again[0]["DTSTAMP"].dt >= events[0]["DTSTAMP"].dt, "with a higher SEQUENCE and no earlier DTSTAMP")
tap.equal(again[1]["DTSTART"].dt.isoformat(), "2021-07-24T06:30:00+00:00", "a session before midnight")

# Errors say what to do.
for name, args, code in (("a format that is none", ["--format", "xml"], 64), ("an address that is none", ["--address", "ada"], 64), ("a call that is none", ["--call", "x"], 64),
                         ("an archive of everybody", ["--format", "tar"], 64), ("a person's calendar", ["--format", "ics", "--address", "a@example.net"], 64),
                         ("an argument", ["x"], 64), ("a folder that is none", ["-o", c.file("no/where")], 73)):
    done = box.run("export", *args)
    tap.equal((done.returncode, done.stdout), (code, b""), "%s: %d" % (name, code))
    tap.ok(done.stderr.startswith(b"callbox: "), "with words", done.stderr)
tap.has(box.run("export", "--format", "xml").stderr.decode(), "tar", "every format is named")
os.mkfifo(c.file("pipe"))
tap.equal((box.run("export", "-o", c.file("pipe")).returncode, os.path.exists(c.file("pipe"))), (73, True), "what is no ordinary file is not replaced")
with open("/dev/full", "wb") as full:
    done = subprocess.run([PROGRAM, "-c", box.conf, "export"], stdout=full, stderr=subprocess.PIPE, cwd=box.dir)
tap.equal(done.returncode, 74, "a full disk is told")
tap.equal([n for n in os.listdir(box.dir) if ".mbox." in n or ".tar." in n], [], "no draft is left behind")
