#!/usr/bin/python3
"""Servers with one odd habit each: no mail stops the next, nothing counts as sent or stored that is not.

PROVES F-14 P-1 P-3 P-6 P-10
"""
import email
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402
from row import NOON, at, judge, story  # noqa: E402
from callbox import CALL, Box, Tap  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
COUNT, ODD = 7, (3, 5)  # mails in the folder, and the numbers of those that the server cannot hand out
tap = Tap()


class Folder:
    """An IMAP folder with COUNT stories that is odd in one way until it is healed."""

    def __init__(self, habit):
        self.habit, self.marked = habit, set()
        self.server = hostile.Server(self.talk)

    def talk(self, t):
        t.say("* OK ready\r\n")
        while True:
            tag, _, rest = t.line().partition(" ")
            words = rest.upper().split()
            if words[0] == "CAPABILITY":
                t.say("* CAPABILITY IMAP4rev1\r\n")
            elif words[0] == "SELECT":
                t.say("* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n" % (COUNT, COUNT + 1))
            elif words[:2] == ["UID", "FETCH"]:
                for uid in self.wanted(words[2]):
                    self.hand_out(t, uid, rest)
            elif words[:2] == ["UID", "STORE"]:
                if self.habit == "refuses to mark":
                    t.say(tag + " NO [NOPERM] look, do not touch\r\n")
                    continue
                self.marked.update(self.wanted(words[2]))
            t.say(tag + " OK done\r\n")

    def wanted(self, numbers):
        """The UIDs of the folder that an IMAP set names, in the order in which this server gives them."""
        ranges = [part.split(":") for part in numbers.split(",")]
        uids = [u for u in range(1, COUNT + 1) if any(int(r[0]) <= u <= int(r[-1]) for r in ranges)]
        return uids[::-1] if self.habit == "turns the order round" else uids

    def hand_out(self, t, uid, wanted):
        octets, odd = story(uid), uid in ODD
        if "RFC822.SIZE" in wanted:
            line = '* %d FETCH (UID %d INTERNALDATE "19-Jul-2021 08:14:51 +0000" RFC822.SIZE %d)\r\n' % (uid, uid, len(octets))
            t.say(line * (2 if self.habit == "says all twice" else 1))
            return
        if "<" in wanted:
            first, count = map(int, wanted.rpartition("<")[2].rstrip(">)").split("."))
            octets = octets[first:first + count]
        if odd and self.habit == "hangs up":
            raise OSError
        if odd and self.habit == "leaves out":
            return
        size = len(octets) - 20 if odd and self.habit == "counts wrong" else len(octets)
        line = b"* OK " + b"x" * 70000 if odd and self.habit == "talks on and on" else b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, size, octets)
        t.say(line * (2 if self.habit == "says all twice" else 1))


def passes(folder, times):
    """A Box that looked TIMES into FOLDER, each time as a process of its own; what those said."""
    box = Box(QUIET, 'url = "imap+insecure://ada@127.0.0.1:%d/INBOX"\npassword_command = {"/bin/echo", "secret"}' % folder.server.port)
    done = [box.run("once", now=at(700 * n)) for n in range(times)]
    return box, done


for habit in ("says all twice", "turns the order round"):
    folder = Folder(habit)
    box, done = passes(folder, 2)
    tap.equal([d.returncode for d in done], [0, 0], "a server that %s is read" % habit)
    judge(tap, "F-14", "IMAP: " + habit, box, range(1, COUNT + 1), 1)

folder = Folder("refuses to mark")
box, done = passes(folder, 3)
tap.equal([d.returncode for d in done], [0, 0, 0], "a server that refuses to mark is read all the same")
tap.equal(["do not touch" in d.stderr.decode() for d in done], [True, False, False], "which is said once")
judge(tap, "F-14", "IMAP: refuses to mark", box, range(1, COUNT + 1), 1)

# Three passes for each mail that cannot be had, and one more behind each, because its connection is spoilt.
for habit in ("hangs up", "leaves out", "counts wrong", "talks on and on"):
    folder = Folder(habit)
    box, done = passes(folder, 9)
    tap.equal([d.returncode for d in done[:2]], [69, 69], "a server that %s at a mail: the pass says so" % habit)
    sound = [n for n in range(1, COUNT + 1) if n not in ODD]
    judge(tap, "F-14", "IMAP: %s at 2 of %d mails" % (habit, COUNT), box, sound, len(ODD))
    held = box.json("held")
    tap.equal([(h["number"], h["why"]) for h in held], [(n, "the server lists it and did not hand it out: look for it in the mailbox") for n in ODD],
              "%s: a person is told of each mail that could not be had, and where it is" % habit)
    tap.equal(sorted(folder.marked), sound, "%s: and those are not marked in the mailbox (PROVES P-3)" % habit)


class Post:
    """An SMTP server that is odd in one way until it is healed."""

    def __init__(self, habit):
        self.habit, self.taken = habit, []
        self.server = hostile.Server(self.talk)

    def say(self, t, line):
        t.say(line * (2 if self.habit == "says all twice" else 1))

    def talk(self, t):
        self.say(t, "220 ready\r\n")
        while True:
            verb = t.line().upper()
            if verb == "DATA":
                t.say("354 go\r\n" + ("250 taken\r\n" if self.habit == "answers before it was asked" else ""))
                self.take(t)
            elif verb == "QUIT":
                return t.say("221 bye\r\n")
            else:
                self.say(t, "250 ok\r\n")

    def take(self, t):
        lines = []
        while (line := t.line()) != ".":
            lines.append(line)
        if self.habit == "answers before it was asked":
            t.say("554 refused\r\n")
            return
        self.taken.append(email.message_from_string("\n".join(lines)))
        if self.habit == "says all twice after the dot":
            t.say("250 taken\r\n250 taken\r\n")
        elif self.habit == "answers without sense":
            t.say("what was that?\r\n")
        else:
            self.say(t, "250 taken\r\n")


def posted(habit):
    """A Box with three stories that writes to a server of that HABIT, and what its first pass said."""
    post = Post(habit)
    box = Box(QUIET, outbox='url = "smtp+insecure://127.0.0.1:%d"' % post.server.port)
    for n in range(3):
        box.deliver(story(n), NOON - 9)
    return post, box, box.run("once", now=at(0))


for habit in ("says all twice", "answers before it was asked"):
    post, box, done = posted(habit)
    tap.equal((done.returncode, len(post.taken)), (69, 0), "a server that %s: nothing counts as sent" % habit)
    tap.has(done.stderr.decode(), "spoke before it was asked", "%s: and it is said why" % habit)
    post.habit = ""
    box.run("once", now=at(9000))
    judge(tap, "P-6", "SMTP: " + habit, box, range(3), 1, letters=post.taken)

post, box, done = posted("says all twice after the dot")
tap.equal((done.returncode, box.sql("SELECT state, attempts FROM letter")), (0, [("sent", 1)] * 3), "an answer too many costs no letter its turn")
judge(tap, "P-6", "SMTP: an answer too many", box, range(3), 1, letters=post.taken)

post, box, done = posted("answers without sense")
tap.equal({row[0] for row in box.sql("SELECT state FROM letter")}, {"uncertain"}, "an answer without sense leaves it open whether a letter arrived")
tap.has(done.stderr.decode(), "makes no sense: what was that?", "and it is told as it was")
