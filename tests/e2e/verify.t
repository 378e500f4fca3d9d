#!/usr/bin/python3
"""Receipts and digests as mail programs save them prove themselves; what was changed is named, however it was changed."""
import base64
import email
import email.policy
import os
import quopri
import sys
import textwrap
from email.message import EmailMessage

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Tap, part  # noqa: E402
from conversation import Conversation  # noqa: E402

tap = Tap()
c = Conversation(call=CALL)
box = c.box
receipt = c.write("Ada <ada@example.net>", "A story of a lantern.\n", subject="The lantern tale")[0]
revised = c.write("ada@example.net", "REVISE\nA longer story of a lantern, and a better one.\n", to=receipt["Reply-To"])[0]
c.write("bob@example.com", "A story of a bridge.\n", subject="The bridge tale")
c.night()
digest = [m for m in box.letters() if m["To"] and "rosa" in m["To"]][0]
raw = [open(os.path.join(box.spool, "outbox", "new", n), "rb").read() for n in sorted(os.listdir(os.path.join(box.spool, "outbox", "new")))][0]
plain, html = part(receipt, "text/plain"), part(receipt, "text/html")


def verify(octets, *options):
    with open(c.file("saved.eml"), "wb") as out:
        out.write(octets)
    return box.run("verify", c.file("saved.eml"), *options)


def saved(subtype, encoding, body):
    return ("From: stories@example.org\nSubject: Re: The lantern tale\nMIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: %s\n\n" % (subtype, encoding)).encode() + body


def forward(words, **attachment):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "ada@example.net", "rosa@example.org", "Fwd: my receipt"
    mail.set_content(words)
    mail.add_attachment(email.message_from_bytes(raw, policy=email.policy.SMTP))
    return mail.as_bytes()


quoted = "".join("> %s\n" % line for line in plain.splitlines())
good = (
    ("as it was sent", raw),
    ("with LF", raw.replace(b"\r\n", b"\n")),
    ("in a mailbox file", b"From stories@example.org Mon Jul 19 08:00:00 2021\n" + raw.replace(b"\r\n", b"\n")),
    ("its text as base64", saved("plain", "base64", base64.encodebytes(plain.encode()))),
    ("its text as quoted-printable", saved("plain", "quoted-printable", quopri.encodestring(plain.encode()))),
    ("its text in short lines", saved("plain", "8bit", "\n".join(textwrap.fill(line, 40) for line in plain.splitlines()).encode())),
    ("its HTML only", saved("html", "base64", base64.encodebytes(html.encode()))),
    ("its HTML with no-break spaces", saved("html", "quoted-printable", quopri.encodestring(html.replace(" UTC", "&nbsp;UTC").encode()))),
    ("quoted in an answer", saved("plain", "8bit", ("Thanks!\n\nOn Monday stories@example.org wrote:\n" + quoted).encode())),
    ("forwarded in the text", saved("plain", "8bit", ("FYI\n\n---------- Forwarded message ---------\n" + plain).encode())),
    ("forwarded as an attachment", forward("see\n")),
    ("forwarded with many words", forward("Dear organizers, here is the receipt that I had for my story; please look at it and tell me whether it counts.\n")),
    ("its bare text", plain.encode()),
    ("its bare text with CRLF", plain.replace("\n", "\r\n").encode()),
)
for name, octets in good:
    done = verify(octets)
    tap.equal((done.returncode, b"open-collab-1 version 1, received 2021-07-19 08:01:00 UTC, on time" in done.stdout), (0, True), "a receipt %s\n# %s" % (name, done.stderr.decode().strip()))
tap.equal(box.run("verify", "-", stdin=raw).returncode, 0, "from standard input")
tap.equal(verify(revised.as_bytes()).returncode, 0, "the receipt of a revision, which names two versions")

forged_html = html.replace("08:01:00", "07:01:00")


def whole(alternative, of=receipt):
    """The receipt as a mail whose HTML part is ALTERNATIVE."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = "stories@example.org", "Re: The lantern tale"
    mail.set_content(part(of, "text/plain"))
    mail.add_alternative(alternative, subtype="html")
    return mail.as_bytes()


def forwarded(octets):
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = "ada@example.net", "Fwd: my receipt"
    mail.set_content("Please look at this.\n")
    mail.add_alternative("<p>Please look at this.</p>", subtype="html")
    mail.add_attachment(email.message_from_bytes(octets, policy=email.policy.SMTP))
    return mail.as_bytes()


for name, octets in (("with both parts", whole(html)), ("with both parts, forwarded beside HTML", forwarded(whole(html)))):
    done = verify(octets)
    tap.equal(done.returncode, 0, "a receipt %s\n# %s" % (name, done.stderr.decode().strip()))
lie = "<p>Your story arrived.</p><p>Received<br>2021-07-01 00:00:00 UTC</p>"
for name, octets, words in (
        ("another time", whole(forged_html), "in its HTML part, it does not say \"Received: 2021-07-19 08:01:00 UTC\""),
        ("another verdict", whole(html.replace("On time", "Late, but kept")), "in its HTML part, it says late"),
        ("another proof", whole(part(revised, "text/html")), "in its HTML part, it says the proof 2-"),
        ("no proof at all", whole(lie), "in its HTML part, it does not say \"Story: open-collab-1"),
        ("another time, forwarded", forwarded(whole(forged_html)), "in its HTML part, it does not say \"Received")):
    done = verify(octets)
    tap.equal((done.returncode, done.stdout), (65, b""), "a true plain text beside HTML with %s is not believed" % name)
    tap.has(done.stderr.decode(), words, "and it is said which part differs")

hidden = whole(lie)
mark = hidden.split(b"boundary=\"")[1].split(b"\"")[0]
for name, octets in (
        ("a folded type", hidden.replace(b"Content-Type: text/html;", b"Content-Type:\r\n text/html;")),
        ("a space before the colon of its type", hidden.replace(b"Content-Type: text/html;", b"Content-Type : text/html;")),
        ("an odd field before its type", hidden.replace(b"Content-Type: text/html;", b"X_y: z\r\nContent-Type: text/html;")),
        ("a boundary that begins as another does", hidden.replace(b"--" + mark + b"\r\nContent-Type: text/html", b"--" + mark + b"x\r\n\r\n--" + mark + b"\r\nContent-Type: text/html")),
        ("many parts before it", hidden.replace(b"--" + mark + b"\r\nContent-Type: text/html", (b"--" + mark + b"\r\nContent-Type: image/png\r\n\r\nx\r\n") * 50 + b"--" + mark + b"\r\nContent-Type: text/html"))):
    tap.equal((octets != hidden, verify(octets).returncode), (True, 65), "false HTML behind %s is not believed either" % name)

bad = (
    ("another time", raw.replace(b"08:01:00 UTC", b"07:01:00 UTC"), "08:01:00 UTC"),
    ("another time in HTML", saved("html", "base64", base64.encodebytes(forged_html.encode())), "08:01:00 UTC"),
    ("a second time", raw.replace(b"Proof:", b"Received:  2021-07-19 07:01:00 UTC\nProof:", 1), "08:01:00 UTC"),
    ("another verdict", raw.replace(b"On time: it", b"Late, but kept: it"), "late"),
    ("another story", raw.replace(b"open-collab-1, version", b"open-collab-2, version"), "open-collab-1"),
    ("another proof", raw.replace(b"Proof:     1-", b"Proof:     2-"), "no proof 2-"),
    ("no label before its proof", raw.replace(b"Proof:", b"Prove:").replace(b"Proof", b"Prove"), "save the whole receipt"),
    ("nothing", b"", "save the whole receipt"),
    ("no text", bytes(range(256)) * 9, "save the whole receipt"),
)
for name, octets, words in bad:
    done = verify(octets)
    tap.equal((done.returncode, done.stdout), (65, b""), "a receipt with %s is none of ours" % name)
    tap.has(done.stderr.decode(), words, "and it is said why")

# A digest is a witness: whoever kept it can tell later that nothing before it was changed.
for name, octets in (("as it was sent", digest.as_bytes()), ("its HTML only", saved("html", "base64", base64.encodebytes(part(digest, "text/html").encode())))):
    done = verify(octets)
    tap.equal((done.returncode, b"the first 3 of 3 records are as they were then" in done.stdout), (0, True), "a digest, %s\n# %s" % (name, done.stderr.decode()))
tap.equal(verify(digest.as_bytes(), "--json").returncode, 0, "as JSON")
head = box.json("verify")[0]["head"]
tap.has(verify(whole(part(digest, "text/html").replace(head, "2" + head[1:]), of=digest)).stderr.decode(), "its HTML part ends the chain in 2-", "but not with another end of the chain in its HTML")
c.write("cyd@example.org", "A later story.\n", subject="The third tale")
tap.has(verify(digest.as_bytes()).stdout.decode(), "the first 3 of 4 records", "also after more came in")

# Whoever can write to the database is found out, by the chain or by the digest.
tampering = (
    ("another version made the one that counts", ["UPDATE revision SET record = 0 WHERE id = 2", "UPDATE revision SET record = 1 WHERE id = 1"], [], "open-collab-1 version 1: it counts, but another"),
    ("a story removed with its link", ["DELETE FROM story WHERE number = 3", "DELETE FROM chain WHERE number = 3"], [], "a story of this call was removed"),
    ("the end of the chain cut off", ["DELETE FROM story WHERE number > 1", "DELETE FROM chain WHERE number > 1", "UPDATE numbering SET last = 1"], ["saved.eml"], "the chain has no proof 3-"),
)
file = os.path.join(box.spool, "callbox.db")
box.sql("PRAGMA wal_checkpoint(TRUNCATE)")
whole = open(file, "rb").read()
for name, changes, files, words in tampering:
    for change in changes:
        box.sql(change)
    verify(digest.as_bytes())
    done = box.run("verify", *(c.file(f) for f in files))
    tap.equal(done.returncode, 65, "%s is found" % name)
    tap.has(done.stderr.decode(), words, "and named")
    box.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(file, "wb") as out:
        out.write(whole)
tap.equal(box.run("verify").returncode, 0, "put back, all is well")
