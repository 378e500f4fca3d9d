#!/usr/bin/python3
"""The sandboxed reader dies in every way: the mail is held with the cause, the next one is read; and no mail that can be read is held."""
import email.header
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, judge, recipients, story  # noqa: E402
import callbox  # noqa: E402
from callbox import CALL, TOP, Box, Tap, mail  # noqa: E402

BUILD = os.environ.get("BUILD", os.path.join(TOP, "build"))
QUIET = CALL.replace("digest = true", "digest = false")
WAYS = {"fault": "segmentation fault", "loop": "parsing took more than", "wait": "stood still for 5 s", "memory": "parsing died", "garbage": "not a packed message", "early": "no answer", "last": "no answer",
        "leave": "code 0", "call": "forbidden system call"}
tap = Tap()

# The same program with a mortal reader (PROVES F-37, P-10).
box = Box(QUIET)
program = os.path.join(box.dir, "callbox")
shutil.copy(os.path.join(BUILD, "drive", "mortal"), program)
os.symlink(os.path.join(TOP, "templates"), os.path.join(box.dir, "templates"))
living, callbox.PROGRAM = callbox.PROGRAM, program
for n, way in enumerate(WAYS):
    box.deliver(story("die-" + way, extra="X-Die: %s\r\n" % way), NOON - 9)
    box.deliver(story(n), NOON - 9)
began = time.monotonic()
done = box.run("once", now=at(0), timeout=120)
took = time.monotonic() - began
tap.equal(done.returncode, 0, "a pass over mails that kill their reader succeeds")
tap.ok(took < 10 * len(WAYS), "each next mail is read within 10 s", took)
held = {h["number"]: h["why"] for h in box.json("held")}
tap.equal(len(held), len(WAYS), "each of them is held")
for way, words in WAYS.items():
    number = box.sql("SELECT id FROM mail WHERE message_id = ?", "story-die-%s@example.net" % way)[0][0]
    why = held.get(number, "not held")
    tap.has(why, words, "%s: with its cause: %s" % (way, why))
    tap.ok(os.path.exists(os.path.join(box.spool, "held", "%d.eml" % number)), "%s: and its octets" % way)
judge(tap, "F-37", "reader dies in %d ways" % len(WAYS), box, range(len(WAYS)), len(WAYS))
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
callbox.PROGRAM = living

# Rare character sets and calendars are no reason to die (PROVES F-48).
TEXTS = {
    "Grüße, naïve café": ("iso-8859-1", "iso-8859-15", "windows-1252", "macintosh", "iso-8859-9", "windows-1254", "cp437", "cp850", "iso-8859-14"),
    "Zażółć gęślą jaźń": ("iso-8859-2", "windows-1250", "iso-8859-16", "cp852"),
    "Eĥoŝanĝo ĉiuĵaŭde": ("iso-8859-3",), "Ķēniņš ēd žagarus": ("iso-8859-4", "iso-8859-13", "windows-1257", "cp775"),
    "Съешь ещё булок": ("iso-8859-5", "koi8-r", "windows-1251", "cp866", "cp855", "x-mac-cyrillic"), "Ґанок і їжак": ("koi8-u", "windows-1251"),
    "مرحبا بالعالم": ("iso-8859-6", "windows-1256", "cp864"), "Καλημέρα κόσμε": ("iso-8859-7", "windows-1253", "cp737", "cp869"),
    "שלום עולם": ("iso-8859-8", "windows-1255", "cp862"), "Sámegiella čállá": ("iso-8859-10",), "สวัสดีชาวโลก": ("tis-620", "iso-8859-11", "windows-874"),
    "Xin chào Việt": ("windows-1258",), "日本語の物語です": ("iso-2022-jp", "shift_jis", "euc-jp", "cp932"), "中文故事在这里": ("gb2312", "gbk", "gb18030", "hz"),
    "繁體中文故事": ("big5", "big5-hkscs", "cp950"), "한국어 이야기": ("euc-kr", "iso-2022-kr", "cp949", "johab"), "Any text — “quoted”": ("utf-8", "utf-16", "utf-32", "utf-16le"),
}
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\nUID:u%d@example.net\r\nDTSTAMP:20210719T080000Z\r\nDTSTART;TZID=%s:20210722T080000\r\n" \
      "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
python = {"tis-620": "tis_620", "windows-874": "cp874", "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic", "big5-hkscs": "big5hkscs"}
box, paths, wanted = Box(QUIET), [], []
for text, charsets in TEXTS.items():
    for charset in charsets:
        try:
            octets = (text + ".\n").encode(python.get(charset, charset))
        except UnicodeEncodeError:
            octets = None
        if octets is None:
            continue
        path = os.path.join(box.dir, "%d.eml" % len(paths))
        head = ("From: ada@example.net\r\nTo: stories@example.org\r\nSubject: s\r\nMessage-ID: <c%d@example.net>\r\nMIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n" % (len(paths), charset))
        import base64
        with open(path, "wb") as out:
            out.write(head.encode() + base64.encodebytes(octets))
        paths.append(path)
        wanted.append((charset, text))
calendars = []
for n, (method, zone) in enumerate((("REPLY", "Europe/Berlin"), ("REPLY", "/example.org/Odd/Zone"), ("REQUEST", "Pacific Standard Time"), ("COUNTER", "../../etc/passwd"),
                                    ("CANCEL", "America/New_York"))):
    path = os.path.join(box.dir, "cal%d.eml" % n)
    with open(path, "wb") as out:
        out.write(mail(message_id="<cal%d@example.net>" % n).replace(b"text/plain; charset=utf-8", b"text/calendar; charset=utf-8; method=" + method.encode()).split(b"\r\n\r\n")[0]
                  + b"\r\n\r\n" + (ICS % (method, n, zone)).encode())
    calendars.append(path)
read = [__import__("json").loads(line) for line in box.run("explain", "--json", *paths, *calendars, now=at(0)).stdout.decode().splitlines()]
tap.equal(len(read), len(paths) + len(calendars), "every mail is read")
dead = [(c, r["why"]) for (c, _), r in zip(wanted + [("calendar", "")] * len(calendars), read) if r["kind"] == "unreadable" or "died" in str(r["why"]) or "parsing" in str(r["why"])]
tap.equal(dead, [], "no reader dies of a character set or a calendar")
lost = [(c, r["text"]) for (c, t), r in zip(wanted, read) if t not in str(r["text"]) and "charset" not in " ".join(r["flags"])]
tap.equal(lost, [], "each text is converted, or marked")
right = sum(t in str(r["text"]) for (_, t), r in zip(wanted, read))
line = "F-48 rare character sets and calendars: %d injected, %d held, %d converted" % (len(read), len(dead), right)
print("# " + line)
tap.ok(len(wanted) >= 43 and right >= 43, line)
