#!/usr/bin/python3
"""No machine is answered, whatever shows that it is one, and every letter of ours shows that it is a machine's (PROVES P-15, P-18, RE-14, RE-15, TR-08, TR-09, TR-16)."""
import email
import email.policy
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402
from servers import SmtpSink  # noqa: E402

ARRIVED, NOW = 1626682491, "2021-07-19T09:00:00Z"
QUIET = CALL.replace("digest = true", "digest = false")
tap = Tap()

MACHINES = [
    ("Auto-Submitted: auto-replied", {"extra": "Auto-Submitted: auto-replied\r\n"}),
    ("Auto-Submitted: auto-generated", {"extra": "Auto-Submitted: auto-generated (backup)\r\n"}),
    ("an empty return path", {"extra": "Return-Path: <>\r\n"}),
    ("MAILER-DAEMON", {"sender": "MAILER-DAEMON@mx.example.net"}),
    ("a list", {"extra": "List-Id: Talk <talk.example.net>\r\n"}),
    ("a newsletter", {"extra": "List-Unsubscribe: <mailto:leave@example.net>\r\nPrecedence: bulk\r\n"}),
    ("Precedence: bulk", {"extra": "Precedence: bulk\r\n"}), ("Precedence: junk", {"extra": "Precedence: junk\r\n"}),
    ("Precedence: list", {"extra": "Precedence: list\r\n"}), ("Precedence: auto_reply", {"extra": "Precedence: auto_reply\r\n"}),
    ("X-Auto-Response-Suppress: All", {"extra": "X-Auto-Response-Suppress: All\r\n"}),
    ("X-Auto-Response-Suppress: DR, OOF", {"extra": "X-Auto-Response-Suppress: DR, OOF\r\n"}),
    ("our own address", {"sender": "stories@example.org"}),
    ("our own tagged address", {"sender": "stories+abcdefghijklmnopqrst@example.org"}),
    ("a no-reply address", {"sender": "no-reply@example.net"}),
    ("X-Autoreply", {"extra": "X-Autoreply: yes\r\n"}),
]
box = Box(QUIET)
for n, (name, how) in enumerate(MACHINES):
    box.deliver(mail(message_id="<machine%d@example.net>" % n, **dict({"sender": "bot%d@example.net" % n}, **how)), ARRIVED)
report = mail(sender="postmaster@example.net", message_id="<report@example.net>").replace(
    b"text/plain; charset=utf-8", b"multipart/report; report-type=delivery-status; boundary=b").replace(b"We met", b"--b\r\n\r\nWe met")
box.deliver(report, ARRIVED)
box.deliver(mail(sender="mirror@example.net", message_id="<cb1.abcdefghijklmnopqrst.1@example.org>"), ARRIVED)
box.deliver(mail(sender="person@example.net", message_id="<person@example.net>"), ARRIVED)
box.run("once", now=NOW)
letters = box.letters()
tap.equal([str(letter["To"]) for letter in letters], ["person@example.net"], "of %d mails only the person's is answered" % (len(MACHINES) + 3))
for n, (name, how) in enumerate(MACHINES):
    row = box.sql("SELECT silent_because, class FROM mail WHERE message_id = ?", "machine%d@example.net" % n)
    tap.ok(row and row[0][0], "%s: with the reason kept" % name, row)
tap.equal(box.json("account")[0]["difference"], 0, "every one of them is counted")

# A chat between two callboxes ends at once: what one sends, the other knows for a machine's.
other = Box(QUIET.replace("stories@example.org", "talks@example.com").replace("@example.org", "@example.com"))
other.deliver(letters[0].as_bytes(policy=email.policy.SMTP).replace(b"person@example.net", b"talks@example.com"), ARRIVED)
other.run("once", now=NOW)
tap.equal(other.letters(), [], "another callbox does not answer our receipt")

# A group that the organizers put in front of the call: it marks every mail as a list's, and where the author's domain allows nobody
# else to write in its name, it writes the call's address into From. The author is answered, not the group (PROVES CL-09, RE-04).
GROUP = 'url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"'
box = Box(QUIET.replace("    zone", '    list_id = "stories.example.org"\n    zone', 1), inbox=GROUP)
LIST = "List-Id: Stories <stories.example.org>\r\nPrecedence: list\r\nReturn-Path: <stories+bnc123@example.org>\r\n"
VIA = {"sender": "Ann via Stories <stories@example.org>", "subject": "Ann's story"}
for n, (how, extra) in enumerate((({}, ""), (VIA, "Reply-To: Ann <ann@example.com>\r\nAuthentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n"),
                                  (VIA, "Reply-To: Bob <bob@example.com>\r\nAuthentication-Results: mx.example.org; dmarc=fail header.from=example.org\r\n"))):
    box.deliver(mail(message_id="<group%d@example.net>" % n, extra=LIST + extra, **how), ARRIVED)
box.run("once", now=NOW)
letters = {str(letter["To"]): letter for letter in box.letters()}
tap.equal(sorted(letters), ["ada@example.net", "ann@example.com"], "behind the call's own list authors are answered, unless the list is forged")
tap.equal(sorted(s["from"] for s in box.json("list")), ["ada@example.net", "ann@example.com"], "and their stories are theirs")
box.deliver(mail(sender=VIA["sender"], to=letters["ann@example.com"]["Reply-To"], body="WITHDRAW\n", message_id="<groupw@example.net>",
                 extra=LIST + "Reply-To: Ann <ann@example.com>\r\nAuthentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n"), ARRIVED + 60)
box.run("once", now="2021-07-19T09:05:00Z")
tap.equal([s["state"] for s in box.json("list")], ["received", "received"], "what proves the list proves no author: they are asked first (PROVES CT-04)")

# What we send.
sink = SmtpSink()
for envelope in ("verp", "login", "null"):
    login = ""
    box = Box(CALL, outbox=sink.outbox() + '\nenvelope = "%s"' % envelope)
    before = set(sink.letters())
    box.deliver(mail(extra="Disposition-Notification-To: ada@example.net\r\n", to="stories@example.org, other@example.com", subject="Look at https://evil.example/x <b>now</b> " + "long " * 40,
                     body="Tell victim@example.com that he won.\n"), ARRIVED)
    box.run("once", now=NOW)
    box.run("digest", "--send", now=NOW)
    box.run("once", now=NOW)
    fresh = [octets.decode("latin-1") for octets in sink.letters() if octets not in before]
    tap.ok(len(fresh) >= 3, "%s: a receipt and two digests go out" % envelope, len(fresh))
    for text in fresh:
        letter = email.message_from_string(text[text.index("\nFrom: ") + 1:], policy=email.policy.default)
        sender = re.search(r"X-Mail-Args: <([^>]*)>", text).group(1)
        rcpt = re.search(r"X-Rcpt-Args: (.*)", text).group(1)
        what = "%s: to %s" % (envelope, letter["To"])
        tap.ok(str(letter["Auto-Submitted"]).startswith("auto-"), "%s: Auto-Submitted" % what, letter["Auto-Submitted"])
        tap.equal(str(letter["X-Auto-Response-Suppress"]), "All", "%s: asks for no automatic answer" % what)
        tap.ok(letter["Disposition-Notification-To"] is None and letter["Return-Receipt-To"] is None, "%s: asks for no read receipt" % what)
        tap.ok("stories" in str(letter["From"]) and "@example.org" in str(letter["From"]), "%s: From is the configured address" % what, letter["From"])
        if envelope == "verp":
            tap.ok(re.fullmatch(r"bounces\+[a-z0-9]{20}@example\.org", sender), "%s: an envelope address of its own" % what, sender)
        elif envelope == "login":
            tap.equal(sender, "stories@example.org", "%s: the call's address in the envelope, as no login is given" % what)
        else:
            tap.equal(sender, "", "%s: an empty envelope sender" % what)
        tap.equal("NOTIFY=NEVER" in rcpt, envelope == "null", "%s: NOTIFY=NEVER only there" % what)
    senders = [re.search(r"X-Mail-Args: <([^>]*)>", text).group(1) for text in fresh]
    tap.ok(envelope != "verp" or len(set(senders)) == len(senders), "verp: each letter has its own")
    receipt = next(email.message_from_string(t[t.index("\nFrom: ") + 1:], policy=email.policy.default) for t in fresh if "ada@example.net" in t.split("\nTo: ")[1].split("\n")[0])
    text = part(receipt, "text/plain") + part(receipt, "text/html")
    tap.lacks(text, "victim@example.com", "%s: a receipt carries nothing of the author's text" % envelope)
    tap.lacks(text.replace("\n", ""), "evil.example/x\"", "%s: and links nowhere that the author chose" % envelope)
    tap.equal([a for a in (str(receipt["To"]), str(receipt["Cc"]), str(receipt["Bcc"])) if "other@" in a], [], "%s: and goes to nobody but the author" % envelope)
