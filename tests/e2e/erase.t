#!/usr/bin/python3
"""A person is erased after everything that people do: nothing of them is left anywhere, and nothing of anybody else is lost."""
import base64
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Tap, mail, part  # noqa: E402
from conversation import CONFIG, Conversation, whole_life  # noqa: E402

tap = Tap()
c = whole_life()
box = c.box
WORDS = [b"ada@example.net", b"ada%40example.net", b"ada+list@", b"ada+talks@", b"ada+cc@", b"quartz", b"lantern", b"umbrellas"]


def encodings(word):
    """WORD as it is, and in each of the three phases of base64, also as UTF-16."""
    yield word
    for word, shift in [(w, s) for w in (word, word.decode().encode("utf-16-le")) for s in range(3)]:
        digits = base64.b64encode(b"\0" * shift + word + b"\0" * 2)
        yield digits[(shift * 8 + 5) // 6:(shift + len(word)) * 8 // 6]


def hits(words=WORDS):
    """Where one of the words stands, in any encoding, in any file of the spool: database, log, free pages, mailboxes, held mail."""
    found = []
    for folder, _, names in os.walk(box.spool):
        for name in names:
            octets = open(os.path.join(folder, name), "rb").read()
            plain = octets.lower()
            for written, meant in ((b"=\r\n", b""), (b"?=\r\n =?utf-8?q?", b""), (b"=40", b"@"), (b"%40", b"@"), (b"&#64;", b"@"), (b"%2b", b"+"), (b"nada@example.net", b"")):
                plain = plain.replace(written, meant)
            joined = octets.replace(b"\r\n", b"")
            for word in words:
                if word in plain or any(e in joined for e in list(encodings(word))[1:]):
                    found.append("%s: %s" % (name, word.decode()))
    return found


def mailboxes():
    return {f: open(f, "rb").read() for sub in ("inbox", "outbox", "held") for folder, _, names in os.walk(os.path.join(box.spool, sub)) for f in [os.path.join(folder, n) for n in names]}


# More ways in which others hold her.
ADDRESS = "ada@example.net"
c.write("dee@example.org", "I met Ada Quartz <ada@example.net> and nada@example.net.\n", subject="About Ada Quartz <ada@example.net>")
quoted = mail(sender="fay@example.org", subject="Quoted", message_id="<q@example.org>", body="I know ada=40exam=\nple.net well, and more of this.\n")
c.deliver(quoted.replace(b"8bit", b"quoted-printable"))
SPELLED = ("ada%40example.net", "ADA%40EXAMPLE.NET", "ada+talks@example.net", "ada%2Btalks%40example.net", "ada&#64;example.net", "mailto:ada@example.net?subject=x")
c.deliver(mail(sender="hal@example.org", subject="=?utf-8?Q?All_about_ada=40exam?=\r\n =?utf-8?Q?ple.net?=", message_id="<h@example.org>",
               body="Write to %s, I say.\n" % " or ".join(SPELLED), extra="Cc: \"A. Q.\" <Ada+cc@example.net>\r\n"))
html = "<p>Write to <a href=\"mailto:ada%40example.net\">her</a>, again and again.</p>"
c.deliver(mail(sender="jan@example.org", subject="UTF-16", message_id="<j@example.org>", body=base64.encodebytes(html.encode("utf-16-le")).decode())
          .replace(b"8bit", b"base64").replace(b"text/plain; charset=utf-8", b"text/html; charset=utf-16le"))
encoded = base64.encodebytes(b"In base64 I name ada@example.net, and go on for a while, so that lines end in between: ada@example.net.\r\n").decode()
c.deliver(mail(sender="gil@example.org", subject="Encoded", message_id="<e@example.org>", body=encoded, extra="Cc: =?utf-8?B?QWRhIFF1YXJ0eg==?= <ada@example.net>, Hal <hal@example.org>\r\n").replace(b"8bit", b"base64"))
bobs_thread = c.bobs["Reply-To"]
c.write("bob@example.com", "A note of mine about ada@example.net; keep it.\n", to=bobs_thread, subject="Re: The bridge tale")
c.write("ada@example.net", "HELP\n", to=bobs_thread, subject="Re: The bridge tale")
c.deliver(mail(sender="ivy@example.org", subject="Held", message_id="<ivy@example.org>", body="A held piece that names ada@example.net.\n",
               extra="".join("Received: from a by b; Mon, 19 Jul 2021 08:00:00 +0000\r\n" for _ in range(60))))
c.answer(c.bobs, "joe@example.org", "ACCEPTED", "for ada@example.net", attendee="ada@example.net")
c.write("MAILER-DAEMON@mx.example.com", "The mail to ada@example.net could not be delivered: lantern.\n", subject="failure notice", extra="Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n")
digest = [m for m in box.letters() if m["To"] and "rosa@" in m["To"] and "digest" not in (m["Subject"] or "")][-1]
c.write("rosa@example.org", "Hm.\n\n" + "".join("> %s\n" % line for line in part(digest, "text/plain").splitlines()), to=digest["Reply-To"], subject="Re: digest")
c.write("ada@example.net", "decline 3\n", to=[m for m in box.letters() if m["To"] and "ada@" in m["To"] and "WHAT YOU CAN REPLY" in part(m, "text/plain")][-1]["Reply-To"], subject="Re: digest")
OPEN = {"hers": ("withdraw", "Ada@example.net", None), "nadas": ("withdraw", "nada@example.net", None),
        "names her": ("orders", "rosa@example.org", "block ada@example.net"), "names nada": ("orders", "rosa@example.org", "block nada@example.net")}
for name, (what, address, words) in OPEN.items():
    box.sql("INSERT INTO request (hash, what, address, words, mail, expires) SELECT ?, ?, ?, ?, max(id), 0 FROM mail WHERE sender = 'bob@example.com'", name, what, address, words)
receipts = {}
for name, letter in [(str(m["To"]).partition("@")[0], m) for m in box.letters() if "Proof: " in part(m, "text/plain")]:
    receipts[name] = c.file(name + ".eml")
    with open(receipts[name], "wb") as out:
        out.write(letter.as_bytes())
stories = {s["id"]: s for s in box.json("list")}
counts = box.json("account")[0]["in"]
raws = dict(box.sql("SELECT mail, length(bytes) FROM raw"))
letters = dict(box.sql("SELECT id, what FROM letter"))

# A rehearsal tells exactly what would go, and changes nothing.
before, kept = hits(), mailboxes()
tap.ok(len(before) > 20, "before, she is everywhere")
dump = list(sqlite3.connect("file:%s/callbox.db?mode=ro" % box.spool, uri=True).iterdump())
dry = box.json("erase", ADDRESS, "--dry-run", now=c.now()[1])[0]
tap.equal(list(sqlite3.connect("file:%s/callbox.db?mode=ro" % box.spool, uri=True).iterdump()), dump, "a rehearsal changes no row")
tap.equal(mailboxes(), kept, "and no file")
words = box.run("erase", ADDRESS, "--dry-run", now=c.now()[1]).stdout.decode()
tap.has(words, "stories  open-collab-1\n", "it lists the stories")
tap.has(words, "receipt to ada@example.net", "the letters")
done = box.run("erase", "Ada@Example.NET", now=c.now()[1])
tap.equal(done.returncode, 0, "she is erased")
tap.has(done.stdout.decode(), "as an organizer of open-collab", "and it is told where the configuration names her")
box.write_config(call=CALL)
tap.equal(hits(), [], "nothing of her is left: no address, name, text or subject, in no encoding")
gone = set(raws) - {row[0] for row in box.sql("SELECT mail FROM raw")}
tap.equal({"mail-%d" % m for m in gone}, set(dry["list"]["mails"]), "the mails that went are those that the rehearsal named")
left = dict(box.sql("SELECT id, what FROM letter"))
tap.equal({"letter %d" % n for n in set(letters) - set(left)}, {w.partition(",")[0] for w in dry["list"]["letters"]}, "so are the letters")
short = {os.path.basename(os.path.dirname(os.path.dirname(f))) + "/" + os.path.basename(f) for f in set(kept) - set(mailboxes()) if "/held/" not in f}
tap.equal(short, set(dry["list"]["files"]), "and the files")

# Nobody else lost anything.
tap.equal({k: (s["subject"].replace("Ada Quartz <ada@example.net>", "xxx xxxxxx <xxxxxxxxxxxxxxx>").replace(ADDRESS, "x" * 15), s["received"], s["verdict"], s["state"]) for k, s in stories.items() if k != "open-collab-1"},
          {s["id"]: (s["subject"], s["received"], s["verdict"], s["state"]) for s in box.json("list")}, "every other story is there as it was, but for her")
tap.ok(all(length == raws[m] for m, length in box.sql("SELECT mail, length(bytes) FROM raw")), "their mails have the length they had")
tap.has(box.run("show", "2").stdout.decode(), "A note of mine about xxxxxxxxxxxxxxx; keep it.", "a note of another stays, without the address")
tap.has(box.run("held").stdout.decode(), "more than 50 Received headers", "held mail of another is still held")
held = [n for n in os.listdir(os.path.join(box.spool, "held")) if n.endswith(".eml")]
tap.equal((len(held), b"that names xxxxxxxxxxxxxxx." in open(os.path.join(box.spool, "held", held[0]), "rb").read()), (1, True), "and its file follows")
tap.has(box.json("show", "open-collab-4")[0]["text"], "nada@example.net", "an address that only ends like hers is another's")
tap.equal({row[0] for row in box.sql("SELECT hash FROM request")} & set(OPEN), {"nadas", "names nada"}, "and so are the questions that are open to them, or name them")
fays = box.sql("SELECT bytes FROM raw JOIN mail ON mail.id = raw.mail WHERE sender = 'gil@example.org'")[0][0]
tap.has(fays.decode(), "Hal <hal@example.org>", "a name beside hers stays")
body = base64.b64decode(fays.partition(b"\r\n\r\n")[2])
tap.equal(body.replace(b"x" * 15, b"*"), b"In base64 I name *, and go on for a while, so that lines end in between: *.\r\n", "base64 still decodes")
tap.equal(box.run("account").returncode, 0, "the account adds up")
tap.equal(box.json("account")[0]["in"], counts, "to the same number")
done = box.run("verify", *[r for n, r in sorted(receipts.items())])
tap.equal((done.returncode, done.stdout.count(b"is as it was sent")), (0, len(receipts)), "everybody's receipts prove themselves\n# " + done.stderr.decode())
tap.equal(box.run("check", "--offline").returncode, 0, "the database is sound")
tap.equal(box.sql("SELECT count(*) FROM wish WHERE address_key = 'ada@example.net'")[0][0], 0, "no wish of hers waits")

# Life goes on: the numbers of letters are never given twice.
c.minute += 1440
more = c.write("bob@example.com", "HELP\n", to=bobs_thread, subject="Re: The bridge tale")
tap.equal(len([m for m in more if m["To"] == "bob@example.com"]), 1, "a thread in which she had a letter goes on")
tap.equal(len({row[0] for row in box.sql("SELECT message_id FROM letter")}), box.sql("SELECT count(*) FROM letter")[0][0], "with a Message-ID of its own")
c.deliver(quoted.replace(b"8bit", b"quoted-printable"))
tap.equal([h for h in hits() if h.startswith("callbox.db")], [], "a mail that comes again does not bring her back")
box.run("erase", ADDRESS, now=c.now()[1])
tap.equal(hits(), [], "and goes from the mailbox too")
again = box.json("erase", ADDRESS, now=c.now()[1])[0]
tap.equal([again[k] for k in ("stories", "mails", "letters", "masked")], [0, 0, 0, 0], "a second run finds nothing")
c.write("Ada Quartz <ada@example.net>", "She writes anew of other things.\n", subject="A fresh start")
tap.equal(len([s for s in box.json("list") if s["from"] == ADDRESS]), 1, "she may write again")

# A kill after the rows are gone and before the files are: the next run finishes.
killed = Conversation(call=CONFIG)
killed.write("Ada Quartz <ada@example.net>", "A lantern once more.\n", subject="Lantern")
box = killed.box
state = sqlite3.connect(os.path.join(box.spool, "callbox.db"))
saved = {f: open(f, "rb").read() for f in [os.path.join(folder, n) for folder, _, names in os.walk(os.path.join(box.spool, "outbox")) for n in names]}
state.close()
box.run("erase", ADDRESS)
for path, octets in saved.items():
    with open(path, "wb") as out:
        out.write(octets)
tap.ok(len(hits()) > 0, "files that a kill left")
box.run("erase", ADDRESS)
tap.equal(hits(), [], "go at the next run")

# What is over its time goes the same way, with everybody who wrote.
old = whole_life()
box = old.box
box.run("once", now="2021-10-21T16:00:00Z")
box.run("once", now="2021-10-22T16:00:00Z")
tap.equal(box.json("list"), [], "after the retention no story is left")
tap.equal(hits(WORDS[2:] + [b"basalt", b"secretword", b"saw it with"]), [], "nor any word of anybody")
tap.equal((box.run("verify").returncode, box.run("account").returncode), (0, 0), "and chain and account hold")
