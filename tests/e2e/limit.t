#!/usr/bin/python3
"""The limit of automatic answers to one address: what it holds back waits in the digest, what an author ordered is answered when the limit allows it,
and calendars are told at once."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
INBOX = 'url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"'
PROOF = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\r\n"


class Talk:
    """One author and the program; a minute passes with each mail of 19 July."""

    def __init__(self, proof):
        self.box, self.proof = Box(inbox=INBOX), PROOF if proof else ""
        self.minute = self.seen = 0
        self.thread = self.write("A story of two labs.\n", "stories@example.org")[0]["Reply-To"]

    def write(self, body, to=None, sender="ada@example.net"):
        self.minute += 1
        proof = self.proof if sender == "ada@example.net" else ""
        self.box.deliver(mail(sender=sender, to=to or self.thread, subject="Re: My good story", body=body, message_id="<m%d@example.net>" % self.minute, extra=proof), 1626681600 + 60 * self.minute)
        return self.work("2021-07-19T08:%02d:00Z" % self.minute)

    def work(self, now):
        """The letters of a pass at NOW."""
        done = self.box.run("once", now=now)
        tap.equal((done.returncode, done.stderr), (0, b""), "a pass at " + now)
        letters = [m for m in self.box.letters()[self.seen:]]
        self.seen += len(letters)
        return [m for m in letters if m["To"] == "ada@example.net"]

    def state(self):
        return self.box.json("list")[0]["state"]

    def digest(self, now):
        return self.box.run("digest", "--preview", now=now).stdout.decode()


def methods(letters):
    return ["REQUEST" if "METHOD:REQUEST" in part(m, "text/calendar") else "CANCEL" if "METHOD:CANCEL" in part(m, "text/calendar") else None for m in letters]


# A question that the limit holds back is asked a day later; the first three answers left at 08:01, 08:02 and 08:03.
slow = Talk(proof=False)
slow.write("HELP\n")
slow.write("STATUS\n")
tap.equal(slow.write("WITHDRAW\n"), [], "the fourth mail of a day is not answered (PROVES RE-10)")
digest = slow.digest("2021-07-19T09:00:00Z")
tap.has(digest, "ANSWERS HELD BACK (1)", "the digest shows what waits")
tap.has(digest, "mail 4, withdrawal about open-collab-1: follows 2021-07-20 01:01:01", "with the hour in the call's zone at which it follows")
tap.lacks(digest, slow.thread.split("@")[0].split("+")[1], "and without the author's token")
tap.has(slow.box.run("trace", "open-collab-1").stdout.decode(), "to go out at 2021-07-20 08:01:01 UTC", "as the trail does")
tap.equal(slow.write("WITHDRAW\n"), [], "whoever asks again waits")
trail = slow.box.run("trace", "open-collab-1").stdout.decode()
tap.equal((trail.count("confirm, to go out at"), trail.count("overtaken")), (2, 1), "the trail keeps both questions, and which took the other's place (PROVES P-25)")
tap.has(trail, 'the answer "confirm" is not sent: a newer one takes its place  mail=4', "with the mail that asked for it")
tap.equal(slow.write("STATUS\n"), [], "and other answers are left out")
tap.has(slow.digest("2021-07-19T09:00:00Z"), "mail 6, note about open-collab-1\n", "which the digest shows too")
tap.equal(slow.work("2021-07-20T08:01:00Z"), [], "a day has not gone by yet")
letters = slow.work("2021-07-20T08:01:01Z")
tap.equal(["CONFIRM" in part(m, "text/plain") for m in letters], [True], "then there is one question, however often it was asked for")
tap.equal((letters[0]["Date"], letters[0]["In-Reply-To"]), ("Tue, 20 Jul 2021 08:01:01 +0000", "<m5@example.net>"), "dated when it goes out, in answer to the last mail")
slow.box.deliver(mail(to=letters[0]["Reply-To"], subject="Re: x", body="CONFIRM\n", message_id="<n1@example.net>"), 1626852600)
letters = slow.work("2021-07-21T07:30:00Z")
tap.equal(slow.state(), "withdrawn", "it can be confirmed for a day from then on")
tap.equal(methods(letters), [None, "CANCEL"], "and is")
tap.lacks(slow.digest("2021-07-21T07:31:00Z"), "mail 5,", "what was answered no longer waits")

# With proof, orders act at once. Calendars follow them at once, the words a day later: those that still hold.
quick = Talk(proof=True)
quick.write("HELP\n")
quick.write("STATUS\n")
tap.equal(methods(quick.write("WITHDRAW\n")), ["CANCEL"], "the cancellation is no answer and goes at once")
tap.equal(methods(quick.write("UNDO\n")), ["REQUEST"], "and so does the invitation that comes back")
tap.equal(quick.state(), "received", "with the story")
tap.equal(quick.box.sql("SELECT cancelled, sequence FROM invite"), [(0, 2)], "under its UID, with the next SEQUENCE")
letters = quick.work("2021-07-20T08:01:01Z")
tap.equal([m["Subject"] for m in letters], ["Re: My good story"], "one letter follows")
tap.has(part(letters[0], "text/plain"), "Your story open-collab-1 is received.", "about what holds now, not about what was overtaken")
tap.equal(methods(letters), [None], "without the invitation that came before")
quick.write("WITHDRAW\n")
tap.equal(methods(quick.write("REVISE\nA better story of two labs.\n")), ["REQUEST"], "a new version brings the invitation back, too, though its receipt is left out")
tap.has(quick.digest("2021-07-19T09:00:00Z"), "confirm 1", "which an organizer can send")

# What became wrong while it waited is not sent.
back = Talk(proof=True)
back.write("HELP\n")
back.write("STATUS\n")
back.write("WITHDRAW\n")
back.write("REVISE\nA better story of two labs.\n")
tap.equal(back.work("2021-07-20T08:02:00Z"), [], "nobody is told that a story is withdrawn which was brought back by a new version")
tap.has(back.box.run("trace", "open-collab-1").stdout.decode(), 'the answer "withdrawn" is not sent: the story changed since', "which the trail tells, too")
taken = Talk(proof=True)
taken.write("HELP\n")
taken.write("WITHDRAW\n")
taken.write("UNDO\n")
taken.box.run("accept", "1", now="2021-07-19T08:30:00Z")
tap.equal([m["Subject"] for m in taken.work("2021-07-20T08:02:00Z")], ["Accepted: My good story"], "nor that it is undecided which was accepted")

# Withdrawing twice changes nothing more: UNDO still brings back what was.
twice = Talk(proof=True)
twice.write("WITHDRAW\n")
tap.has(part(twice.write("WITHDRAW\n")[0], "text/plain"), "Your story open-collab-1 is withdrawn.", "who withdraws twice is told how it stands")
twice.write("UNDO\n")
tap.equal(twice.state(), "received", "and UNDO takes it all back (PROVES CT-04)")

# Strangers with a leaked token cannot use up the author's patience: their questions to the author count as the author's answers.
leaked = Talk(proof=False)
tap.equal([len(leaked.write("WITHDRAW\n", sender="eve%d@example.com" % n)) for n in range(5)], [1, 1, 0, 0, 0], "questions to one author are limited, whoever leads to them (PROVES RE-10)")
tap.equal(leaked.work("2021-07-20T12:00:00Z"), [], "and what strangers asked for does not follow")

# The limit is counted for the address that a letter goes to, whichever one the mail asks to be answered at.
box = Box(inbox=INBOX)
thread, sent = "stories@example.org", []
for n in range(1, 7):
    box.deliver(mail(to=thread, subject="Re: My good story", body="REVISE\nA story of %d labs.\n" % n if n > 1 else "A story.\n", message_id="<r%d@example.net>" % n,
                     extra=PROOF + "Reply-To: ada%d@mail.example.net\r\n" % n), 1626681600 + 60 * n)
    box.run("once", now="2021-07-19T08:%02d:00Z" % n)
    letters = box.letters()
    sent.append([m["To"] for m in letters[sum(map(len, sent)):]])
    thread = letters[0]["Reply-To"]
tap.equal(sent, [["ada1@mail.example.net"]] + [["ada@example.net"]] * 3 + [[]] * 2, "a Reply-To of its own for each mail brings no more answers (PROVES RE-10)")
tap.equal(box.json("invite", "--sync", "--dry-run", now="2021-07-19T08:09:00Z"), [], "the story stays a reason for the one invitation, which went to the first Reply-To")
box.deliver(mail(to=thread, subject="Re: My good story", body="WITHDRAW\n", message_id="<r7@example.net>", extra=PROOF), 1626682200)
box.run("once", now="2021-07-19T08:10:00Z")
last = box.letters()[-1]
tap.equal((last["To"], methods([last])), ("ada1@mail.example.net", ["CANCEL"]), "the end of a story takes back the invitation that went to the Reply-To (PROVES CO-27)")

# Two people whose answers go to one address are invited there once; it is taken back when the second of them leaves.
box, threads, ends = Box(inbox=INBOX), {}, []
for n, who in enumerate(("ada", "bob")):
    box.deliver(mail(sender=who + "@example.net", subject="A story by " + who, body="Written by %s.\n" % who, message_id="<lab-%s@example.net>" % who,
                     extra=PROOF + "Reply-To: lab@example.net\r\n"), 1626681600 + n)
    box.run("once", now="2021-07-19T08:0%d:00Z" % n)
    threads[who] = box.letters()[-1]["Reply-To"]
tap.equal(methods(box.letters()), ["REQUEST", None], "two people at one address are invited there once")
for n, who in enumerate(("ada", "bob")):
    before = len(box.letters())
    box.deliver(mail(sender=who + "@example.net", to=threads[who], subject="Re: A story", body="WITHDRAW\n", message_id="<leaves-%s@example.net>" % who, extra=PROOF), 1626682200 + n)
    box.run("once", now="2021-07-19T08:1%d:00Z" % n)
    ends.append(methods(box.letters()[before:]))
tap.equal(ends, [[None], [None, "CANCEL"]], "and not taken back from both when one of them withdraws (PROVES CO-27)")
