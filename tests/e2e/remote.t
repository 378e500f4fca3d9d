#!/usr/bin/python3
"""Orders in the shapes that mail programs give them, and tokens that are old, unknown or somebody else's."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

PROOF = 'url = "maildir:spool/inbox"\nauthserv_id = "mx1.example.org"'
PASS = "Authentication-Results: mx1.example.org; dmarc=pass header.from=%s\r\n"
KIM = '    organizer "Kim Example" { address = "kim@example.net"  digest = true  decides = false }\n    session "story'

tap = Tap()
box = Box(call=CALL.replace('    session "story', KIM), inbox=PROOF)
minute = 0
ONE = mail(sender="ada1@example.net", message_id="<s1@example.net>", subject="Story 1")


def work(octets, now=None):
    """A pass over one mail; the letters that it caused."""
    global minute
    minute += 1
    before = len(box.letters())
    box.deliver(octets, 1626760000 + minute)
    tap.equal(box.run("once", now=now or "2021-07-20T0%d:%02d:00Z" % (5 + minute // 60, minute % 60)).returncode, 0, "a pass")
    return box.letters()[before:]


def raw(body, to, kind="text/plain; charset=utf-8", subject="Re: digest", sender="rosa@example.org", extra=None, proof=True):
    head = "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: Tue, 20 Jul 2021 08:00:00 +0200\r\nMessage-ID: <r%d@example.org>\r\n" % (sender, to, subject, minute)
    head += PASS % sender.split("@")[1] if proof else ""
    return (head + (extra or "") + "MIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n" % kind).encode() + body.replace("\n", "\r\n").encode()


def state(number):
    return box.json("show", str(number))[0]["state"]


def subjects(letters):
    return [str(m["Subject"]) for m in letters]


box.deliver(ONE, 1626682491)
for n in range(2, 10):
    box.deliver(mail(sender="ada%d@example.net" % n, message_id="<s%d@example.net>" % n, subject="Story %d" % n), 1626682491 + n)
box.run("once", now="2021-07-19T09:00:00Z")
box.run("once", now="2021-07-20T04:00:00Z")
digests = {str(m["To"]).split("<")[1].rstrip(">"): m for m in box.letters() if "digest" in str(m.get("List-Id", ""))}
control = str(digests["rosa@example.org"]["Reply-To"])

# What phones and Outlook send acts.
GMAIL = ('<div dir="auto">Accept&nbsp;1</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Jul 20, 2021, 06:00 ICML '
         '&lt;stories@example.org&gt; wrote:<br></div><blockquote class="gmail_quote"><div><code>accept 2</code></div></blockquote></div>')
OUTLOOK = ('<html><body><div style="font-family:Calibri">DECLINE 3</div><div><br></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">'
           '<font><b>From:</b> ICML &lt;stories@example.org&gt;<br><b>Sent:</b> Tuesday, July 20, 2021 6:00 AM<br><b>To:</b> Rosa<br><b>Subject:</b> digest'
           '</font></div><div><code>accept 2</code></div></body></html>')
work(raw(GMAIL, control, "text/html; charset=utf-8"))
work(raw(OUTLOOK, control, "text/html; charset=utf-8", subject="RE: digest"))
tap.equal([state(n) for n in (1, 2, 3)], ["accepted", "received", "declined"], "orders in HTML alone act, what they quote does not")
work(raw("waitlist 4\n\nAm 20.07.2021 um 06:00 schrieb ICML <stories@example.org>:\n\n> accept 2\n", control, subject="AW: [open-collab] 2021-07-19"))
work(raw("Dear box,\n\ndecline 5-6, open-collab-7\n\nVon meinem iPhone gesendet\n", control, subject="Antw: x"))
tap.equal([state(n) for n in (4, 5, 6, 7)], ["waitlisted"] + 3 * ["declined"], "localized replies, ranges and full names act")

# What somebody else wrote does not (PROVES CT-06).
quiet = [
    ("a forwarded text", raw("---------- Forwarded message ---------\nFrom: Eve <eve@example.com>\nDate: Mon, 19 Jul 2021\nSubject: y\nTo: z@example.com\n\naccept 8\n",
                             control, subject="Fwd: y")),
    ("text below a forward", raw("fyi\n\n-----Original Message-----\nFrom: Eve\nSent: Monday\nTo: z\nSubject: y\n\naccept 8\n", control)),
    ("a mail inside a mail", raw("--b\nContent-Type: message/rfc822\n\nFrom: eve@example.com\nSubject: x\n\naccept 8\n--b--\n", control, "multipart/mixed; boundary=b")),
    ("an attachment", raw("accept 8\n", control, "text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=x.txt")),
    ("hidden text", raw('<div>hello</div><div style="display:none">accept 8</div><div style="font-size:0">accept 8</div>', control, "text/html")),
    ("a signature", raw("thanks\n-- \naccept 8\n", control)),
    ("a line of the digest", raw("| accept 8\n#8 late: accept 8\n", control)),
    ("a quote", raw("> accept 8\n", control)),
]
for name, octets in quiet:
    tap.equal(subjects(work(octets)), ["[open-collab] nothing was done"], name + " does nothing, and the organizer is told")
for name, extra in (("an autoresponder", "Auto-Submitted: auto-replied\r\n"), ("a list", "List-Id: <x.example.com>\r\n"), ("bulk mail", "Precedence: bulk\r\n")):
    tap.equal(work(raw("accept 8\n", control, extra=extra)), [], name + " is not even answered")
COMMENT = ("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:rosa@example.org\r\nCOMMENT:accept 8\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
work(raw("accept 8\n\n--b\nContent-Type: text/plain\n\naccept 8\n--b\nContent-Type: text/calendar; method=REPLY\n\n%s--b--\n" % COMMENT.replace("\r", ""), control, "multipart/mixed; boundary=b"))
tap.equal(state(8), "received", "none of them decided about the story")

# The same again has no second effect (PROVES CT-07).
again = raw("accept 8\n", control)
tap.equal(len(work(again)), 4, "an order: the author and three organizers hear of it")
tap.equal(work(again), [], "the same mail again is a duplicate")
letters = work(raw("accept 8\n", control))
tap.equal(["nothing is done, because it is so already" in part(m, "text/plain") for m in letters], 3 * [True], "the same order again is told, and the author is not told twice")
work(raw("decline 8\n", control))
tap.equal(state(8), "declined", "another order by the same digest is an order")
box.deliver(mail(sender="zoe@example.net", message_id="<s10@example.net>", subject="Later"), 1626765000)
letters = work(raw("accept 10\n", control))
tap.has(part(letters[-1], "text/plain"), "no such story when that digest was made", "a digest does not speak of what came after it")
letters = work(raw("accept 8\nacept 9\ndecline 9\nkind 9 tall story\n", control))
tap.has(part(letters[-1], "text/plain"), "| acept 9\n| decline 9\n", "what stands below a slip of the pen is shown and not done")

# Kinds, by mail and by command.
work(raw("kind 9 Horror Story\n", control))
work(raw("REVISE\ngood story\nNow it is another story, and long enough to stand.\n", str(next(m for m in box.letters() if "ada9@" in str(m["To"]))["Reply-To"]),
         sender="ada9@example.net", subject="Re: Story 9"))
tap.equal(box.json("show", "9")[0]["kind"], "horror story", "an organizer's word about the kind outlives a new version (PROVES ST-17)")
tap.equal(box.run("kind", "9", "GOOD STORY").returncode, 0, "the command takes any case")
tap.equal(box.json("list", "--kind", "good story")[0]["id"], "open-collab-9", "and the kind counts")
tap.equal(box.run("kind", "9", "tall story").returncode, 64, "an unknown kind is refused")
tap.equal(box.json("kind", "9", "none", "--dry-run")[0], {"order": "kind", "of": "open-collab-9", "about": "Story 9, by ada9@example.net", "done": False}, "a dry run as JSON")

# Tokens that are no (longer) good are all answered alike, and not for long. PROVES CT-10
kim = work(raw("accept 9\n", "stories+%s@example.org" % str(digests["kim@example.net"]["Message-ID"]).split(".")[1], sender="kim@example.net"))
tap.has(part(kim[0], "text/plain"), "does not let you decide", "who may not decide is told so")
tap.lacks(part(digests["kim@example.net"], "text/plain"), "WHAT YOU CAN REPLY", "and gets a digest without orders")
unknown = work(raw("accept 9\n", "stories+aaaaaaaaaaaaaaaaaaaa@example.org"))
expired = work(raw("accept 9\n", control), now="2021-08-04T08:00:00Z")
tap.equal(part(unknown[0], "text/plain"), part(expired[0], "text/plain"), "unknown and expired tokens are answered alike")
tap.has(part(expired[0], "text/plain"), "The next digest comes at 21:00 (America/Los_Angeles)", "with the way to a fresh one")
tap.equal(state(9), "received", "and nothing was done")
for n in range(4):
    work(raw("accept 9\n", "stories+bbbbbbbbbbbbbbbbbbb%s@example.org" % "abcd"[n], proof=False), now="2021-08-04T08:1%d:00Z" % n)
tap.equal(work(raw("accept 9\n", "stories+ccccccccccccccccccca@example.org", proof=False), now="2021-08-04T08:20:00Z"), [],
          "a sender who fails again and again is not answered any more")
tap.has([h for h in box.json("held") if "guest" not in h][-1]["why"], "nobody's", "and the mail waits for a person")
hashes = box.sql("SELECT hash FROM organizer_token")
token = control.split("+")[1].split("@")[0]
tap.ok(hashes and all(len(h[0]) == 64 and token not in h[0] for h in hashes), "a digest's token is kept as a hash")

# Whoever was an organizer is one no longer.
box.write_config(call=CALL.replace("rosa@example.org", "ria@example.org"), inbox=PROOF)
tap.equal(work(raw("accept 9\n", control), now="2021-07-20T10:00:00Z"), [], "a removed organizer's token no longer works")
tap.equal(state(9), "received", "and decides nothing")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
