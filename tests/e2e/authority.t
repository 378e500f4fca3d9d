#!/usr/bin/python3
"""Whose word counts: a token and the address it belongs to together, never one alone; and what strangers send goes to nobody."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
box = Box(inbox='url = "maildir:spool/inbox"\nauthserv_id = "mx1.example.org"', outbox='url = "maildir:spool/outbox"\nlimit_per_address = 20')
minute = 0
LONG = "This is quite another story, and it goes on for long enough to be one by itself. " * 4


def write(to, body, sender="ada@example.net", subject="Re: My good story", extra=""):
    """A mail of SENDER, worked on at once; the letters that it caused."""
    global minute
    minute += 1
    before = len(box.letters())
    box.deliver(mail(sender=sender, to=to, subject=subject, body=body, message_id="<a%d@example.net>" % minute, extra=extra), 1626685000 + minute)
    tap.equal(box.run("once", now="2021-07-19T09:%02d:00Z" % minute).returncode, 0, "a pass over %s: %s" % (sender, body.split("\n")[0][:40]))
    return box.letters()[before:]


def story():
    return box.json("show", "1")[0]


receipt = write("stories@example.org", "We met on a mailing list and wrote a library.\n", subject="My good story")[0]
thread = str(receipt["Reply-To"])
text = story()["text"]

# A token alone is no authority (PROVES P-21, CT-02).
for name, body in (("REVISE", "REVISE\n" + LONG), ("a long reply", LONG), ("an answer to the invitation", "yes\n"), ("UNDO", "UNDO\n"), ("STATUS", "STATUS\n"), ("HELP", "HELP\n")):
    letters = write(thread, body, sender="eve@example.com")
    tap.equal([str(m["To"]) for m in letters if str(m["To"]) != "ada@example.net"], [], name + " by a stranger with the token is answered to nobody else")
    tap.equal((story()["text"], story()["revisions"], story()["state"], story()["rsvps"]), (text, 1, "received", {"story-time": "NEEDS-ACTION"}), "and changes nothing")
letters = write(thread, "WITHDRAW\n", sender="eve@example.com")
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "a stranger's WITHDRAW is asked about at the original address")
tap.equal(story()["state"], "received", "and waits")
question = str(letters[0]["Reply-To"])
letters = write(thread, "REVISE\nA version that a friend of the author sends for her.\n", sender="fay@example.com")
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "a new version by somebody else is asked about there too (PROVES CT-03)")
tap.lacks(part(letters[0], "text/plain"), "friend", "without a word of what the stranger wrote")
pending = str(letters[0]["Reply-To"])
write(question, "CONFIRM\n", sender="eve@example.com")
tap.equal(story()["state"], "received", "which no other address can confirm")

# Nor is an address alone, nor with a token that is another's or made up.
other = str(write("stories@example.org", "Another story by somebody else.\n", sender="bob@example.com", subject="Another")[0]["Reply-To"])
numbers = len(box.json("list"))
for name, to in (("no token", "stories@example.org"), ("a made-up token", "stories+%s@example.org" % ("a" * 20)), ("another story's token", other)):
    write(to, "WITHDRAW\n", subject="Withdraw")
    write(to, "REVISE\n" + LONG, subject="Revise")
    tap.equal((story()["text"], story()["state"]), (text, "received"), "the author's address with %s changes nothing" % name)
tap.equal(box.json("show", "2")[0]["state"], "received", "of the other story either")
tap.equal(box.json("show", "2")[0]["revisions"], 1, "in no way")

# Both together count.
write(thread, "yes\n")
tap.equal(story()["rsvps"], {"story-time": "ACCEPTED"}, "token and address together answer an invitation")
write(pending, "CONFIRM\n", sender="fay@example.com")
tap.equal(story()["text"], text, "nobody but the author lets it in")
letters = write(pending, "CONFIRM\n")
tap.equal((story()["text"], story()["revisions"]), ("A version that a friend of the author sends for her.\n", 2), "the author's CONFIRM does")
tap.equal([str(m["To"]) for m in letters], ["ada@example.net"], "and the receipt goes to the author")
tap.lacks(str(story()["notes"]), "friend", "what became a version is no note any more")
write(thread, "REVISE\n" + LONG)
tap.equal(story()["revisions"], 3, "and revise")
letters = write(question, "CONFIRM\n")
tap.equal(story()["state"], "withdrawn", "and confirm what was asked about")

# What a third party sends to us reaches nobody (PROVES CT-09).
before = len(box.letters())
letters = write(other, "Your Slack confirmation code is 918-273.\n", sender="feedback@slack.example", subject="Confirm your email address")
tap.equal(letters, [], "a code that a third party mails to a thread is passed on to nobody")
box.run("once", now="2021-07-20T04:00:00Z")
sent = box.letters()[before:]
tap.equal([str(m["To"]) for m in sent if "918-273" in m.as_string() and "digest" not in str(m.get("List-Id", ""))], [], "not later either")
tap.equal(box.json("show", "2")[0]["revisions"], 1, "and it is no version of the story")

# Who is written to, and who writes (PROVES RE-14, RE-20).
letters = write("other@x.example, stories@example.org", "A story with a strange To.\n", sender="carl@example.com", subject="Strange",
                extra="Resent-From: mallory@example.com\r\nResent-To: stories@example.org\r\nResent-Date: Mon, 19 Jul 2021 10:00:00 +0000\r\n")
tap.equal([(str(m["From"]).split("<")[1], str(m["To"])) for m in letters], [("stories@example.org>", "carl@example.com")],
          "we write from the configured address, to the author and not to whoever sent it again")
hashes = box.sql("SELECT token, token_hash FROM story WHERE token_hash IS NOT NULL")
tap.ok(hashes and all(len(h) == 64 and t not in h for t, h in hashes), "threads are found by the hash of their token (PROVES CT-10)")
senders = {row[0] for row in box.sql("SELECT DISTINCT sender FROM letter")}
tap.ok(senders and all(s.startswith("bounces+") and s.endswith("@example.org") for s in senders), "the envelope too is the configured one", senders)
letters = write("other@x.example", "A story that was sent again to us.\n", sender="dora@example.com", subject="Resent", extra="Resent-From: mallory@example.com\r\nResent-To: stories@example.org\r\n")
tap.equal([str(m["To"]) for m in letters], ["dora@example.com"], "a mail that was resent to us has its author in From")
tap.equal(sorted(s["from"] for s in box.json("list", "--grep", "sent again")), ["dora@example.com"], "and is that author's story")
PROVED = "Authentication-Results: mx1.example.org; dmarc=pass header.from=example.net\r\n"
thread = str(write("stories@example.org", "A story that two people write.\n", sender="gil@example.net", subject="Two")[0]["Reply-To"])
letters = write(thread, "REVISE\nA version that nobody asked for.\n", sender="hal@example.com")
write(str(letters[0]["Reply-To"]), "WITHDRAW\n", sender="gil@example.net", extra=PROVED)
tap.equal([s["state"] for s in box.json("list", "--grep", "two people")], ["withdrawn"], "who answers a question about a version with WITHDRAW withdraws")
tap.equal(box.sql("SELECT used FROM request WHERE what = 'revise' ORDER BY mail DESC LIMIT 1"), [(None,)], "and does not let the version in by that")

# What explain can tell of a reply, with the database and without.
path = os.path.join(box.dir, "reply.eml")
with open(path, "wb") as out:
    out.write(mail(sender="bob@example.com", to=other, subject="Re: Another", body="REVISE\n" + LONG, message_id="<reply@example.net>"))
before = box.sql("SELECT count(*) FROM event")
alone, asked = box.json("explain", path)[0], box.json("explain", "--database", path)[0]
tap.ok(any("--database" in flag for flag in alone["flags"]), "explain says that it cannot know a thread by its token", alone)
tap.equal((asked["kind"], [f for f in asked["flags"] if "database" in f]), ("revision", []), "with the database it knows it")
tap.equal(box.sql("SELECT count(*) FROM event"), before, "and writes nothing")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")
