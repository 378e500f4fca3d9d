#!/usr/bin/python3
"""The bad inputs that need a conversation or a configuration: B-24, B-41, B-42, B-44 to B-47, B-50 to B-53, B-55 to B-57, B-59."""
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judge import ARRIVED, NOON, judge_letter, Verdict, outbox  # noqa: E402
from callbox import CALL, Box, Tap, mail, part  # noqa: E402

tap = Tap()
LATE = ("2021-07-21T13:00:02Z", 1626872400)  # an hour after the deadline


class Talk:
    """A story by Ada, answered; then whatever comes."""

    def __init__(self):
        self.box, self.count = Box(), 0
        self.receive(mail())
        letter = self.box.letters()[0]
        self.thread, self.id = str(letter["Reply-To"]), str(letter["Message-ID"])
        self.uid = next(line[4:].strip() for line in part(letter, "text/calendar").splitlines() if line.startswith("UID:"))

    def receive(self, octets, now=NOON, arrived=ARRIVED):
        self.box.deliver(octets, arrived)
        self.box.run("once", now=now)

    def say(self, body, sender="ada@example.net", to=None, extra=None, **more):
        """A mail in the thread; the letters that it leads to."""
        before, self.count = len(self.box.letters()), self.count + 1
        extra = "In-Reply-To: %s\r\n" % self.id if extra is None else extra
        when = {"now": more.pop("now", NOON), "arrived": more.pop("arrived", ARRIVED)}
        self.receive(mail(sender=sender, to=to or self.thread, body=body, message_id="<said-%d@example.net>" % self.count, extra=extra, **more), **when)
        return self.box.letters()[before:]

    def story(self):
        return next(s for s in self.box.json("list") if s["id"] == "open-collab-1")

    def unchanged(self, name):
        story = self.story()
        tap.equal((story["state"], story["revisions"], "mailing list" in story["text"], story["rsvps"]),
                  ("received", 1, True, {"story-time": "NEEDS-ACTION"}), name)

    def end(self, name):
        tap.equal(self.box.json("account")[0]["difference"], 0, name)
        self.box.remove()


def to_all(letters):
    return [str(letter["To"]) for letter in letters]


# Delivery reports, matched and forged.
def report(id, to="stories@example.org"):
    text = ("From: MAILER-DAEMON@mx.example.com\r\nTo: %s\r\nReturn-Path: <>\r\nSubject: Undelivered\r\nMessage-ID: <%s-report@mx.example.com>\r\n"
            "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
            "Final-Recipient: rfc822; ada@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            "Message-ID: %s\r\n--b--\r\n")
    return (text % (to, id.strip("<>").split("@")[0], id)).encode()


for name, id, matched in (("a report of our letter is matched (PROVES B-41)", None, True),
                          ("a forged one changes nothing (PROVES B-42)", "<cb1.aaaaaaaaaaaaaaaaaaaa.1@example.org>", False)):
    talk = Talk()
    talk.receive(report(id or talk.id))
    told = talk.box.run("digest", now=NOON).stdout.decode().replace("\n| ", " ")
    tap.equal(("(5.1.1)" in told, "returns no letter of ours" in told), (True, not matched), name)
    tap.equal(len(talk.box.letters()), 1, "and is not answered")
    talk.unchanged("and leaves the story")
    talk.end("and is counted")

# Two callboxes, with and without the marks that stop loops.
MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Callbox-Loop")


def pass_on(letter, strip):
    letter = email.message_from_bytes(letter, policy=email.policy.SMTP)
    for name in MARKS if strip else ():
        del letter[name]
    return letter.as_bytes()


def two_boxes(strip):
    """How many letters each of two callboxes writes when they are left alone for a day."""
    boxes = {"stories@example.org": Box(), "tales@example.com": Box(CALL.replace("stories@example.org", "tales@example.com"))}
    boxes["tales@example.com"].deliver(mail(sender="stories@example.org", to="tales@example.com", message_id="<first@example.org>"), ARRIVED)
    seen = {address: set() for address in boxes}
    for hour in range(8, 32):
        now = "2021-07-%02dT%02d:15:02Z" % (19 + hour // 24, hour % 24)
        for address, box in boxes.items():
            box.run("once", now=now)
            reaches, other = next(item for item in boxes.items() if item[0] != address)
            for letter in outbox(box):
                if letter not in seen[address] and reaches in str(email.message_from_bytes(letter)["To"]):
                    seen[address].add(letter)
                    other.deliver(pass_on(letter, strip), ARRIVED)
    return [len(letters) for letters in seen.values()]


tap.ok(sum(two_boxes(False)) <= 3, "two callboxes write at most 3 mails in all within a day (PROVES B-44)")
counts = two_boxes(True)
tap.ok(max(counts) <= 3, "and at most 3 each when all marks are lost on the way (PROVES B-44)", counts)

# An autoresponder that says nothing about itself.
talk, answers = Talk(), 0
for n in range(8):
    extra = "" if n % 2 else None
    answers += len(talk.say("I am away until Monday, thank you for your mail number %d.\n" % n, to="stories@example.org" if n % 2 else None,
                            subject="Re: number %d" % n, extra=extra))
tap.ok(1 + answers <= 3, "a silent autoresponder gets at most 3 letters (PROVES B-45)", answers)
talk.end("and is counted")

# A flood.
MANY = 1000
box = Box()
for n in range(MANY):
    box.deliver(mail(message_id="<%d@example.net>" % n, body="Story number %d of many.\n" % n), ARRIVED)
box.run("once", now=NOON)
tap.equal(box.json("account")[0]["in"], MANY, "a flood is stored (PROVES B-46)")
tap.equal(len(box.json("list")), MANY, "every story of it")
tap.ok(len(box.letters()) <= 3, "and answered at most 3 times", len(box.letters()))
text = box.run("digest", "--preview", now=NOON).stdout.decode()
waiting = text[text.index("UNANSWERED (%d)" % (MANY - 3)):].split("\n\n")[0]
tap.equal((waiting.count("\n#"), "%d more of this address wait, too" % (MANY - 4) in waiting), (1, True), "and the digest has one entry for it")
for n in range(MANY):
    box.deliver(mail(sender="s%d@example.com" % n, message_id="<%d@example.com>" % n, body="Story number %d of a domain.\n" % n), ARRIVED)
box.run("once", now=NOON)
tap.equal(len(box.json("list")), 2 * MANY, "a flood of one domain is stored, too")
tap.equal(len(box.letters()), 200, "its replies are capped by the hour")
tap.equal(box.run("digest", "--preview", now=NOON).stdout.decode().count("letters wait"), 1, "which the digest says in one line")
box.deliver(mail(sender="grace@example.net", message_id="<other@example.net>"), ARRIVED)
for hours in range(MANY // 200 + 2):
    box.run("once", now="2021-07-19T%02d:30:00Z" % (9 + hours))
tap.ok("grace@example.net" in to_all(box.letters()), "somebody else is answered all the same, in their turn")
tap.equal(len(box.letters()), 3 + MANY + 1, "and so is everybody in the end, once")
tap.equal(box.json("account")[0]["difference"], 0, "and the account adds up")

# One Message-ID, two contents.
box = Box()
box.deliver(mail(), ARRIVED)
box.deliver(mail(body="Quite another story, under the same identity.\n"), ARRIVED)
box.run("once", now=NOON)
stories = box.json("list")
tap.equal(len(stories), 2, "two contents under one Message-ID are two stories (PROVES B-47)")
told = "".join(box.run("trace", s["id"]).stdout.decode() + box.run("show", s["id"]).stdout.decode() for s in stories) + box.run("digest", now=NOON).stdout.decode()
tap.has(told, "same Message-ID", "and a person is told")

# Others who would take a story away.
talk = Talk()
letters = talk.say("WITHDRAW\n", to="stories@example.org", extra="")
talk.unchanged("a withdrawal without a token takes nothing away (PROVES B-50)")
tap.ok(set(to_all(letters)) <= {"ada@example.net"}, "and only the author hears of it", to_all(letters))
letters = talk.say("WITHDRAW\n")
talk.unchanged("nor does one with a token and nobody to vouch for it (PROVES CT-04)")
tap.equal(to_all(letters), ["ada@example.net"], "but the author is asked")
talk.end("and all are counted")

for word in ("WITHDRAW\n", "REVISE\nMallory's own text, which is long enough to be a story by itself.\n"):
    talk = Talk()
    letters = talk.say(word, sender="mallory@example.com")
    talk.unchanged("a stolen token does not %s (PROVES B-51)" % word.split()[0].lower())
    tap.lacks(" ".join(to_all(letters)), "mallory", "and its thief hears nothing")
    talk.end("and is counted")

talk = Talk()
for name, body, more in (("a quoted one", "Thank you!\n\n> WITHDRAW\n", {}), ("one in a signature", "Thank you!\n\n-- \nWITHDRAW\n", {}),
                         ("one in a subject", "Thank you!\n", {"subject": "Re: withdraw"}), ("one in a sentence", "WITHDRAW it? No.\n", {})):
    talk.say(body, **more)
    talk.unchanged("%s is no command (PROVES B-52)" % name)
talk.end("and all are counted")

# After the deadline, with an earlier date.
talk = Talk()
talk.say("REVISE\nA later and quite different text.\n", now=LATE[0], arrived=LATE[1])
story = talk.story()
tap.has(talk.box.run("trace", "1").stdout.decode(), "late by 1h", "a version after the deadline is late, whatever its Date")
tap.equal((story["verdict"], "mailing list" in story["text"]), ("on time", True), "a late version does not replace one on time, whatever its Date (PROVES B-53)")
talk.end("and is counted")


# Calendar answers.
def answer(talk, uid=None, attendee="ada@example.net", partstat="ACCEPTED", lines="", method="REPLY", stamp="20210719T081451Z", **more):
    ics = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:%s\r\n%sATTENDEE;PARTSTAT=%s:mailto:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
           % (method, uid or talk.uid, stamp, lines, partstat, attendee))
    talk.count += 1
    text = ("From: %s\r\nTo: stories@example.org\r\nSubject: Accepted\r\nMessage-ID: <rsvp-%d@example.net>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/calendar; method=%s; charset=utf-8\r\n\r\n" % (more.get("sender", "ada@example.net"), talk.count, method))
    talk.receive(text.encode() + ics.encode())


talk = Talk()
for name, more in (("an unknown UID", {"uid": "cb1-open-collab-aaaaaaaaaaaaaaaaaaaa@example.org"}),
                   ("one instance of an event that has only one", {"lines": "RECURRENCE-ID:20210722T150000Z\r\n"}),
                   ("no word that is an answer", {"partstat": "PERHAPS"}),
                   ("others, for others", {"sender": "mallory@example.com", "attendee": "eve@example.com", "lines": "ATTENDEE;PARTSTAT=ACCEPTED:mailto:trudy@example.com\r\n"})):
    answer(talk, **more)
    talk.unchanged("%s: no effect (PROVES B-56)" % name)
for method in ("COUNTER", "CANCEL", "REQUEST", "PUBLISH", "ADD"):
    answer(talk, method=method, lines="DTSTART:20210101T000000Z\r\nSEQUENCE:99\r\nSTATUS:CANCELLED\r\n")
    talk.unchanged("%s from outside: no effect (PROVES B-57)" % method)
answer(talk, partstat="ACCEPTED", stamp="20210719T081500Z")
answer(talk, partstat="DECLINED", stamp="20210719T081400Z")
tap.equal(talk.story()["rsvps"], {"story-time": "ACCEPTED"}, "an older answer does not undo a later one (PROVES B-56)")
tap.equal(len(talk.box.letters()), 1, "no calendar mail is answered")
for n, word in enumerate(("declined", "Tentative", "DELEGATED", "ACCEPTED", "X-PERHAPS", "")):
    before = talk.story()["rsvps"]
    answer(talk, partstat=word, stamp="20210719T0830%02dZ" % n)
    known = word.isalpha()
    tap.equal(talk.story()["rsvps"], {"story-time": word.upper()} if known else before, "an answer of %r is %s (PROVES CI-19)" % (word, "kept" if known else "none"))
talk.end("and all are counted")

# What the operator writes cannot become syntax either.
hostile = CALL.replace("Open Collab Story Time", "Open\\r\\nX-INJ:1").replace('place  = "Zoom"', 'place  = "Zoom\\r\\nX-INJ:2"')
box = Box(hostile)
box.deliver(mail(), ARRIVED)
box.run("once", now=NOON)
ics = "".join(part(letter, "text/calendar") for letter in box.letters())
tap.lacks(ics.replace("\r\n ", ""), "\nX-INJ", "a line break in a title is no property (PROVES B-59)")
verdict = Verdict()
for letter in outbox(box):
    judge_letter(verdict, letter)
tap.ok(not verdict.wrong, "nor a header", verdict.wrong)

TAG = "<img src=x onerror=alert(1)>"
hostile = CALL.replace("Open Collaboration in ML", TAG).replace('address = "rosa@example.org"', 'address = "rosa@example.org"  affiliation = "%s"' % TAG).replace("Open Collab Story Time", TAG)
box = Box(hostile)
box.deliver(mail(), ARRIVED)
tap.equal(box.run("once", now=NOON).returncode, 0, "a title, an affiliation and a session of HTML are taken")
page = os.path.join(box.dir, "digest.html")
box.run("digest", "--html", page, now=NOON)
pages = [open(page, encoding="utf-8").read()] + [part(letter, "text/html") for letter in box.letters()]
tap.ok(not any(TAG in page for page in pages), "and none of it is HTML in a page (PROVES B-24)")
tap.ok(all("&lt;img src=x" in page for page in pages), "but shown as it was written")

# Hops that somebody made up.
TRUE = "Received: from mail.example.net by mx1.example.org; Wed, 21 Jul 2021 13:00:00 +0000\r\n"
FORGED = "Received: from mail.example.net by mx1.example.org; Mon, 19 Jul 2021 08:14:51 +0000\r\n"
OTHER = "Received: from a.example.net by mail.example.net; Mon, 19 Jul 2021 08:14:51 +0000\r\n"
for name, extra in (("below the true one", TRUE + OTHER + FORGED), ("alone below another host's", TRUE + FORGED.replace("mx1", "mx2") + FORGED)):
    box = Box(inbox='url = "maildir:spool/inbox"\ntrusted_by = {"mx1.example.org"}')
    box.deliver(mail(extra=extra), LATE[1])
    box.run("once", now=LATE[0])
    story = box.json("list")[0]
    tap.equal((story["received"], story["verdict"]), ("2021-07-21T13:00:00Z", "late"), "a forged arrival %s changes nothing (PROVES B-55)" % name)

# A stranger who has a thread's address: what he sends stays with the organizers.
talk = Talk()
letters = talk.say("Your code is 424242.\n", sender="feedback@example.com", subject="Confirm your address", extra="")
talk.box.deliver(mail(message_id="<second@example.net>"), ARRIVED)
talk.box.run("once", now=NOON)
told = b"".join(outbox(talk.box))
tap.ok(not letters and b"424242" not in told and b"feedback" not in told, "what a third party mails to a thread is passed on to nobody (PROVES CT-09)", letters)
talk.unchanged("and changes nothing")
talk.end("and is counted")

# The zone of the machine decides nothing, and no second is lost after 2038.
box, answers = Box(), {}
for zone in ("UTC", "America/Los_Angeles", "Asia/Kathmandu", "right/Europe/Berlin", ":no such zone"):
    told = box.run("explain", "--json", "-", stdin=mail(), now="2040-02-29T23:59:59Z", env={"TZ": zone}).stdout
    answers.setdefault(told, []).append(zone)
tap.equal(len(answers), 1, "every zone of the machine reads the same (PROVES TI-10)")
tap.has(next(iter(answers)).decode(), '"received":"2040-02-29T23:59:59Z"', "to the second, after 2038")
