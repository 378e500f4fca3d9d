#!/usr/bin/python3
"""A guest whose calendar asks to join is shown until an organizer says admit, by mail or by command; then invited like everybody."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

PROOF = 'url = "maildir:spool/inbox"\nauthserv_id = "mx1.example.org"'
PASS = "Authentication-Results: mx1.example.org; dmarc=pass header.from=example.org\r\n"
REPLY = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:%s\r\nSEQUENCE:0\r\n"
         "DTSTAMP:20210719T100000Z\r\nORGANIZER:mailto:stories@example.org\r\nATTENDEE;PARTSTAT=%s:mailto:%s\r\n%s"
         "COMMENT:admit 1\\nMay I come?\\nstories+abcdefghijklmnopqrst@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")

tap = Tap()
box = Box(inbox=PROOF)
minute = 0


def run(now=None):
    """A pass, and the letters that it caused."""
    before = len(box.letters())
    tap.equal(box.run("once", now=now or "2021-07-20T06:%02d:00Z" % minute).returncode, 0, "a pass")
    return box.letters()[before:]


def answer(uid, partstat, who, at=1626690000, more=""):
    global minute
    minute += 1
    head = ("From: %s\r\nTo: stories@example.org\r\nSubject: Accepted\r\nMessage-ID: <g%d@example.com>\r\nDate: Mon, 19 Jul 2021 12:00:00 +0200\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" % (who, minute))
    box.deliver((head + REPLY % (uid, partstat, who, more)).encode(), at + minute)


def order(to, body):
    global minute
    minute += 1
    box.deliver(mail(sender="rosa@example.org", to=to, subject="Re: digest", body=body, message_id="<o%d@example.org>" % minute, extra=PASS), 1626760000 + minute)
    return run()


def guests():
    return [h for h in box.json("held", now="2021-07-20T07:00:00Z") if "guest" in h]


box.deliver(mail(), 1626682491)
receipt = run("2021-07-19T09:00:00Z")[0]
uid = next(line[4:] for line in part(receipt, "text/calendar").split("\r\n") if line.startswith("UID:"))
answer(uid, "ACCEPTED", "eve@example.com", more="ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:hal@example.com\r\n")
answer("foreign-uid@example.com", "TENTATIVE", "fay@example.com")
answer("foreign-uid@example.com", "DECLINED", "gus@example.com")
tap.equal(run("2021-07-19T10:00:00Z"), [], "a stranger's calendar gets no answer (PROVES CI-11)")
tap.equal([(g["guest"], g["session"]) for g in guests()], [("eve@example.com", "story-time"), ("fay@example.com", None)],
          "who wants to come waits for a person, who does not is no guest")
tap.equal([s["rsvps"] for s in box.json("list")], [{"story-time": "NEEDS-ACTION"}], "the invited person's answer is not touched")
night = {str(m["To"]).split("<")[1]: m for m in run("2021-07-20T04:00:00Z")}
digest = part(night["rosa@example.org>"], "text/plain")
number = guests()[0]["number"]
tap.has(digest, "\n  admit %d  (invites them)\n" % number, "the digest tells the order")
tap.has(digest, "| eve@example.com\n| Open Collab Story Time\n| the invitation of ada@example.net, open-collab-1\n| admit 1\n| May I come?\n| stories+…@example.org\n",
        "and shows what the calendar said behind a bar, without our tokens (PROVES OS-07 and OS-10)")
control = str(night["rosa@example.org>"]["Reply-To"])

answer("foreign-uid@example.com", "ACCEPTED", "ada@example.net")
run("2021-07-20T05:00:00Z")
known = [h for h in box.json("held", now="2021-07-20T07:00:00Z") if h.get("guest") == "ada@example.net"]
tap.equal([k["admissible"] for k in known], [False], "whoever is invited already and answers with a foreign UID cannot be admitted")
text = box.run("digest", "--preview", now="2021-07-20T05:01:00Z").stdout.decode()
tap.has(text, "They are invited already, or it is over: nothing to admit.\n  drop %d" % known[0]["number"], "the digest says so and offers no admit")
tap.has(box.run("held", now="2021-07-20T07:00:00Z").stdout.decode(), "nothing is left to admit to: drop", "and held, too")
tap.equal(box.run("admit", str(known[0]["number"]), now="2021-07-20T07:00:00Z").returncode, 65, "which would do nothing")
tap.equal(box.run("drop", str(known[0]["number"]), now="2021-07-20T07:00:00Z").returncode, 0, "and drop takes it off the list")

letters = order(control, "admit %d\n" % number)
invited = [m for m in letters if str(m["To"]) == "eve@example.com"]
tap.equal([str(m["Subject"]) for m in invited], ["Invitation: Open Collab Story Time"], "admit invites the guest")
tap.has(part(invited[0], "text/plain"), "The organizers admit you as a guest.", "in words that fit a guest")
ics = part(invited[0], "text/calendar")
tap.lacks(ics, uid, "with a UID of their own (PROVES CO-21)")
tap.lacks(ics.replace("\r\n ", ""), "ada@example.net", "and nobody else's address")
tap.equal([g["guest"] for g in guests()], ["fay@example.com"], "and takes them off the list")
own = next(line[4:] for line in ics.split("\r\n") if line.startswith("UID:"))
answer(own, "ACCEPTED", "eve@example.com", 1626765000)
run()
tap.equal(box.sql("SELECT address, partstat FROM invite WHERE story IS NULL"), [("eve@example.com", "ACCEPTED")], "their answer counts then")
stories = len(box.json("list"))
thread = str(invited[0]["Reply-To"])
for n, (who, words) in enumerate((("mallory@example.com", "no\n"), ("eve@example.com", "No\n"), ("eve@example.com", "See you there then!\n"))):
    box.deliver(mail(sender=who, to=thread, subject="Re: Invitation", body=words, message_id="<guest%d@example.com>" % n), 1626765060 + n)
    run()
    tap.equal(box.sql("SELECT partstat FROM invite WHERE story IS NULL"), [("ACCEPTED",) if n == 0 else ("DECLINED",)], "%s by %s: words of the guest alone answer (PROVES CI-29)" % (words.strip(), who))
tap.equal(len(box.json("list")), stories, "and make no story")
tap.equal([h["from"] for h in box.json("held") if "guest's invitation" in h["why"]], ["mallory@example.com", "eve@example.com"], "what else is written there waits for a person")
for h in box.json("held"):
    if "guest's invitation" in h["why"]:
        box.run("drop", str(h["number"]))
letters = order(control, "admit %d\n" % number)
tap.has(part(letters[0], "text/plain"), "NOT done  admit %d: no guest asks to join by mail" % number, "a second admit does nothing")

# The same from the command line, and back.
other = str(guests()[0]["number"])
tap.has(box.run("admit", "--preview", other, now="2021-07-20T07:00:00Z").stdout.decode(), "To: fay@example.com\nSubject: Invitation: Open Collab Story Time",
        "a preview shows the invitation")
tap.has(box.run("admit", "-n", other, now="2021-07-20T07:00:00Z").stdout.decode(), "dry run: mail %s admitted (fay@example.com)" % other, "a dry run says what would be done")
tap.equal(len(guests()), 1, "and does nothing")
letters = order(control, "drop %s\n" % other)
tap.equal(guests(), [], "drop takes a guest off the list")
undo = str(next(m for m in letters if "rosa@" in str(m["To"]))["Reply-To"])
order(undo, "UNDO\n")
tap.equal(len(guests()), 1, "and UNDO puts them back")
letters = order(control, "admit %s\n" % other)
undo = str(next(m for m in letters if "rosa@" in str(m["To"]))["Reply-To"])
letters = [m for m in order(undo, "UNDO\n") if "fay@" in str(m["To"])]
tap.equal([("METHOD:CANCEL" in part(m, "text/calendar"), str(m["Subject"])) for m in letters], [(True, "Cancelled: Open Collab Story Time")],
          "an admission is undone by a cancellation")
tap.equal(len(guests()), 1, "and the guest waits again")
letters = order(control, "admit %s\n" % other)
undo = str(next(m for m in letters if "rosa@" in str(m["To"]))["Reply-To"])
answer("foreign-uid@example.com", "TENTATIVE", "fay@example.com", 1626766000)
run()
letters = order(undo, "UNDO\n")
tap.equal(["METHOD:CANCEL" in part(m, "text/calendar") for m in letters if "fay@" in str(m["To"])], [True], "it is undone too when the guest answered again since")
done = next(part(m, "text/plain") for m in letters if "rosa@" in str(m["To"]))
tap.has(done, "undone    admit %s\n" % other, "and the confirmation says so")
tap.equal([g["guest"] for g in guests()], ["fay@example.com"], "their last answer waits")
other = str(guests()[0]["number"])
done = box.run("admit", other, now="2021-07-20T07:00:00Z")
tap.equal(done.returncode, 0, "the command admits too")
before = len(box.letters())
box.run("once", now="2021-07-20T07:01:00Z")
ics = part(box.letters()[-1], "text/calendar")
tap.has(ics, "SEQUENCE:4", "whoever is invited again keeps the UID, with a later SEQUENCE")
tap.equal(box.run("admit", "999", now="2021-07-20T07:00:00Z").returncode, 65, "a mail by which nobody asks")
tap.equal(box.run("erase", "fay@example.com").returncode, 0, "a guest can be erased")
tap.equal(box.sql("SELECT count(*) FROM invite WHERE address LIKE 'fay%'"), [(0,)], "with the invitation")
