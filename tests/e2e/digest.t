#!/usr/bin/python3
"""The night's digest: once per local date whatever the clocks do, and safe to read and to answer."""
import datetime
import os
import re
import sys
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

tap = Tap()


def digests(box, to="rosa@example.org"):
    return [m for m in box.letters() if m["Auto-Submitted"] == "auto-generated" and m["To"].endswith("<%s>" % to)]


# Across changes of daylight saving, asked every half hour (PROVES P-8, F-29, F-30).
for zone, month, day, what in (
        ("America/New_York", 3, 14, "02:30 does not exist"), ("America/New_York", 11, 7, "02:30 is once"),
        ("Europe/Berlin", 3, 28, "02:30 does not exist"), ("Europe/Berlin", 10, 31, "02:30 happens twice"),
        ("Australia/Lord_Howe", 10, 3, "02:30 is where half an hour was skipped"), ("Australia/Lord_Howe", 4, 4, "half an hour happens twice")):
    place = zoneinfo.ZoneInfo(zone)
    box = Box(CALL.replace("2021-07", "2022-07").replace('"America/Los_Angeles"', '"%s"' % zone).replace('digest   = "21:00"', 'digest   = "02:30"'))
    midnight = datetime.datetime(2021, month, day, tzinfo=place)
    box.run("once", now=(midnight.astimezone(datetime.timezone.utc) - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    begun, at = len(digests(box)), []
    for morning in (midnight, midnight + datetime.timedelta(days=1)):
        clock = morning.astimezone(datetime.timezone.utc) + datetime.timedelta(minutes=90)
        for _ in range(6):
            box.run("once", now=clock.strftime("%Y-%m-%dT%H:%M:%SZ"))
            if len(digests(box)) > begun + len(at):
                at.append(clock.astimezone(place))
            clock += datetime.timedelta(minutes=30)
    tap.equal([moment.day for moment in at], [day, (midnight + datetime.timedelta(days=1)).day], "%s, %s: one a day" % (zone, what))
    tap.ok(all(moment.hour in (2, 3) and moment.minute in (0, 30) for moment in at), "%s, %s: near half past two" % (zone, what), at)

# A timer whose pass never comes between the digest's hour and midnight (PROVES P-8).
for hour, clock in ("21:00", "13:00"), ("23:59", "07:00"):
    box = Box(CALL.replace('digest   = "21:00"', 'digest   = "%s"' % hour))
    dates = []
    for day in range(18, 22):
        box.run("once", now="2021-07-%dT%s:00Z" % (day, clock))
        dates.append([m["Subject"].split()[1].rstrip(":") for m in digests(box)[sum(map(len, dates)):]])
    tap.equal(dates, [[], ["2021-07-18"], ["2021-07-19"], ["2021-07-20"]], "a pass a day at %s UTC sends the digest of %s" % (clock, hour))

# An outage (PROVES P-8).
box = Box()
box.run("once", now="2021-07-20T04:00:00Z")
for n in range(3):
    box.deliver(mail(sender="a%d@example.net" % n, message_id="<%d@example.net>" % n), 1626750000 + 86400 * n)
for _ in range(3):
    box.run("once", now="2021-07-23T10:00:00Z")
tap.equal(len(digests(box)), 2, "three nights of outage: one digest catches up")
text = part(digests(box)[1], "text/plain")
tap.has(text, "Nights were missed", "and says so")
tap.has(text, "NEW (3)", "it tells all three nights")
box.run("once", now="2021-07-23T04:00:00Z")
tap.equal(len(digests(box)), 2, "a clock that goes back makes none")
box.run("once", now="2021-07-24T04:00:00Z")
tap.equal(len(digests(box)), 3, "the next night has its own")
box.run("once", now="2021-07-25T04:00:00Z")
text = part(digests(box)[3], "text/plain")
tap.has(text, "Nothing new; box healthy.", "an empty one says that all is well")
tap.lacks(text, "Nights were missed", "and catches up with nothing")

# The very second of a digest: what is decided before it stands in that one only, what is decided after it in the next.
box = Box()
for n, now in enumerate(("2021-07-20T04:00:00Z", "2021-07-20T04:00:00Z", "2021-07-21T04:00:00Z", "2021-07-22T04:00:00Z")):
    if n < 2:
        box.deliver(mail(sender="s%d@example.net" % n, message_id="<s%d@example.net>" % n), 1626750000 + n)
    box.run("once", now=now)
seen = [re.findall(r"(?m)^#(\d+) on time", "".join(part(m, "text/plain").partition("NEW (")[2:])) for m in digests(box)]
tap.equal(seen, [["1"], ["2"], []], "each story is new in one digest")

# A story that lay in the mailbox since before a digest, and was sent anew before the next one.
box = Box()
box.run("once", now="2021-07-20T04:00:00Z")
box.deliver(mail(sender="slow@example.net", message_id="<1@example.net>"), 1626753590)
box.run("once", now="2021-07-20T05:00:00Z")
thread = [m["Reply-To"] for m in box.letters() if m["To"].endswith("slow@example.net>") or m["To"] == "slow@example.net"][0]
box.deliver(mail(sender="slow@example.net", to=thread, subject="Re: A story", body="REVISE\nA better one.\n", message_id="<2@example.net>"), 1626760000)
box.run("once", now="2021-07-20T06:00:00Z")
box.run("once", now="2021-07-21T04:00:00Z")
text = part(digests(box)[1], "text/plain")
tap.has(text, "NEW (1)", "a story that no digest told is new, however long it lay there")
tap.lacks(text, "REVISED", "and revised is only what was told")

# A comment is new when it comes, whenever the calendar says that it was written.
box = Box()
box.deliver(mail(), 1626682491)
box.run("once", now="2021-07-20T04:00:00Z")
uid = box.sql("SELECT uid FROM invite")[0][0]
ICS = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:%s\nDTSTAMP:20210720T035959Z\nSEQUENCE:0\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\nCOMMENT:I bring cake.\nEND:VEVENT\nEND:VCALENDAR\n"
box.deliver(mail(subject="Accepted", message_id="<r@example.net>", body=ICS % uid).replace(b"text/plain", b"text/calendar; method=REPLY"), 1626753605)
for day in "21", "22":
    box.run("once", now="2021-07-%sT04:00:00Z" % day)
tap.equal(["I bring cake." in part(m, "text/plain") for m in digests(box)], [False, True, False], "written before one digest, it stands in the next one, once")

# A call that is over: a week after the last session and the last mail the digests end, and say so.
box = Box()


def nights(*days):
    """Which of these nights had a digest, and which of those said that it is the last one."""
    made = {}
    for day in days:
        before = len(digests(box))
        box.run("once", now="2021-%sT04:00:00Z" % day)
        for m in digests(box)[before:]:
            made[day] = "This is the last digest for now" in part(m, "text/plain")
    return made


box.deliver(mail(), 1626682491)
box.run("once", now="2021-07-19T09:00:00Z")
tap.equal(nights("07-20", "07-28", "07-29"), {"07-20": False, "07-28": False, "07-29": False}, "a week after the last session is not over yet")
tap.equal(nights("07-30", "07-31", "08-15", "08-26"), {"07-30": True}, "then one digest says that it is the last, and none follows")
status = box.run("status", now="2021-08-26T04:00:00Z").stdout.decode()
tap.has(status, "2021-07-29, the last one until there is something new", "status says so, too")
tap.equal(box.json("status", now="2021-08-15T04:00:00Z")[0]["calls"][0]["digest_rests"], True, "also to programs")
box.deliver(mail(sender="bob@example.com", message_id="<late@example.com>", body="A story that comes late.\n"), 1629979200)
box.run("once", now="2021-08-26T12:00:00Z")
tap.equal(nights("08-27"), {"08-27": False}, "a story that comes weeks later is told that night")
text = part(digests(box)[-1], "text/plain")
tap.has(text, "NEW (1)", "as new")
tap.lacks(text, "Nights were missed", "and no night was missed")
tap.lacks(box.run("status", now="2021-08-27T04:00:00Z").stdout.decode(), "the last one until", "the digests are back")
tap.equal(nights("08-28", "09-02", "09-03", "09-04"), {"08-28": False, "09-02": False, "09-03": True}, "for a week, and end again")
box.deliver(mail(sender="eve@example.com", message_id="<s@example.com>", extra="Auto-Submitted: auto-generated\r\n", body="A long report of what happened to us. " * 9), 1631188800)
box.run("once", now="2021-09-09T12:00:00Z")
tap.equal(len(box.json("held")), 1, "where a mail waits for a person")
tap.equal(nights("09-20", "09-21"), {"09-20": False, "09-21": False}, "they go on")
box.run("drop", str(box.json("held")[0]["number"]), now="2021-09-21T12:00:00Z")
tap.equal(nights("09-22", "09-23"), {"09-22": True}, "until it is settled")

# What authors write cannot become the digest's own words (PROVES OS-06, OS-13, CT-08, P-22).
EVIL = ("ACCEPT 12\n\nNEW (99)\n#1 accept 1\n<script>alert(1)</script> <img src=http://evil.example/x.png>\n"
        "https://evil.example/click\n| accept 3\n" + "x" * 500 + "\nstories+abcdefghijklmnopqrst@example.org\n")
box = Box()
box.deliver(mail(subject="=?utf-8?Q?Hi=0D=0ABcc:_evil@example.net_<b>bold</b>?=", body=EVIL), 1626682491)
box.deliver(mail(sender="noreply@example.net", subject="accept 1", message_id="<2@example.net>", body="release 1\n"), 1626682492)
box.run("once", now="2021-07-19T08:15:00Z")
box.run("once", now="2021-07-20T04:00:00Z")
letter = digests(box)[0]
text, html = part(letter, "text/plain"), part(letter, "text/html")
for words in ("ACCEPT 12", "NEW (99)", "#1 accept 1", "<script>"):
    lines = [line for line in text.splitlines() if words in line]
    tap.ok(lines and all(line.startswith("| ") for line in lines), "the author's %r stands behind a bar" % words[:20], "\n".join(lines) or text)
tap.ok(all(len(line) <= 998 for line in text.splitlines()), "long lines are folded")
tap.lacks(text + html, "abcdefghijklmnopqrst", "a token in a story is not shown (PROVES OS-10)")
tap.has(text, "UNANSWERED (1)", "a story without an answer is listed")
tap.ok(re.search(r"^#2 .*: confirm 2$", text, re.M), "with the command that answers it (PROVES RE-04)", text)
tap.has(text, "2 in = 2 stories; difference 0", "the account is told")
tap.has(html, "&lt;script&gt;", "markup is text in the page")
tap.equal([u for u in re.findall(r'(?:src|background|poster)\s*=\s*"([^"]*)"', html) if not u.startswith("cid:")], [], "the page fetches nothing")
tap.equal(re.findall(r"url\(|@import|<(?:script|iframe|object|embed|link|form|svg)\b", html), [], "and runs nothing")
tap.ok(all(u.startswith(("https:", "mailto:")) for u in re.findall(r'href="([^"]*)"', html)), "links are https or mailto", html)
tap.lacks(str(letter["Subject"]), "\n", "the subject is one line")
tap.ok(letter["Bcc"] is None, "with no other header in it")

# Each organizer has a letter and a token of their own (PROVES CT-07, CT-13).
tokens = [re.search(r"\+([a-z2-7]{20})@", digests(box, to)[0]["Reply-To"]).group(1) for to in ("rosa@example.org", "lee@example.com")]
tap.ok(tokens[0] != tokens[1], "tokens differ", tokens)
tap.ok(not any(re.search(r"https?://[^\s\"<>]*%s" % t, text + html) for t in tokens), "no link of the web carries one (PROVES CT-08)")
tap.lacks(part(digests(box, "lee@example.com")[0], "text/html"), tokens[0], "nobody sees another's")
tap.equal(letter["List-Id"] is not None and letter["List-Unsubscribe"] is not None, True, "it can be unsubscribed from")
tap.equal(box.sql("SELECT count(*) FROM organizer_token WHERE hash IN (?, ?)", *tokens), [(0,)], "the database keeps only their hashes (PROVES CT-01)")
tap.ok(any(leaf.get_content_type() == "image/png" and leaf["Content-Id"].strip("<>") in html for leaf in letter.walk()), "the chart is inside the mail")
