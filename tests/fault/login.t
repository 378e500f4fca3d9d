#!/usr/bin/python3
"""A wrong password: at most six attempts within an hour, one alert, and a new secret is picked up (PROVES F-25, P-13)."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Running, Tap, until  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
LIVE = QUIET.replace("2021-07", "2035-07").replace("2021-06", "2021-05")
tap = Tap()


class Account:
    """A Box with one door at a server that knows the password "right"."""

    def __init__(self, kind, call=QUIET):
        talk = hostile.imap("deny") if kind == "imap" else hostile.smtp("deny")
        self.server = hostile.Server(talk)
        self.box = Box(call)
        self.secret = os.path.join(self.box.dir, "secret")
        self.password("wrong")
        door = 'url = "%s+insecure://ada@127.0.0.1:%d%s"\npassword_command = {"cat", "%s"}' % (
            kind, self.server.port, "/INBOX" if kind == "imap" else "", self.secret)
        self.box.write_config(call, **{"inbox" if kind == "imap" else "outbox": door})
        self.door = "main" if kind == "imap" else "outbox"
        self.box.deliver(story(1), NOON - 9)

    def password(self, word):
        with open(self.secret, "w") as out:
            out.write(word + "\n")

    def health(self, now):
        return next(d for d in self.box.json("status", now=now)[0]["doors"] if d["door"] == self.door)


for kind in ("imap", "smtp"):
    account = Account(kind)
    box = account.box
    first = box.run("once", now=at(0))
    tap.equal((first.returncode, account.server.denied), (77, 1), "%s: a wrong password is 77" % kind)
    tap.has(first.stderr.decode(), "password_command", "%s: the message says where to look" % kind)
    second = box.run("once", now=at(60))
    tap.equal((second.returncode, account.server.denied), (77, 1), "%s: a minute later nobody knocks" % kind)
    tap.has(second.stderr.decode(), "is left alone until 2021-07-19 08:25", "%s: and it says so" % kind)
    if kind == "smtp":
        by_hand = box.run("send", now=at(61))
        tap.equal((by_hand.returncode, account.server.denied), (77, 1), "smtp: send leaves the door alone, too")
        tap.has(by_hand.stderr.decode(), "callbox check", "smtp: and says what tries at once")
    for minutes in range(2, 60, 2):
        box.run("send" if kind == "smtp" and minutes % 4 == 0 else "once", now=at(60 * minutes))
    tap.ok(2 <= account.server.denied <= 6, "%s: at most 6 attempts within an hour of passes every two minutes" % kind, account.server.denied)
    tap.ok(not account.health(at(3600))["ok"], "%s: status knows" % kind)
    tap.ok(b"wrong" not in (first.stderr + second.stderr).replace(b"wrong password", b""), "%s: the password stands in no message" % kind)
    checked = box.run("check", now=at(3600))
    line = next(n for n, text in enumerate(open(box.conf), 1) if text.startswith("password_command"))
    tap.has(checked.stdout.decode(), "callbox.conf:%d: cannot log in" % line, "%s: check names the line of the password" % kind)
    account.password("right")
    denied = account.server.denied
    tap.equal(box.run("check", now=at(3601)).returncode, 0, "%s: check tries at once" % kind)
    done = box.run("once", now=at(7200))
    tap.equal((done.returncode, account.server.denied), (0, denied), "%s: and with the new password all goes on" % kind)
    tap.ok(account.health(at(7201))["ok"], "%s: status knows that too" % kind)
    if kind == "imap":
        judge(tap, "F-25", "wrong password", box, [1], denied)
    else:
        tap.ok(b"author1@example.net" in account.server.heard, "smtp: the letter that waited is sent")

# A pass whose database fails after some letters left: status tells of the failure, not of the letters.
for command in ("once", "send"):
    box = Box(QUIET)
    for n in (1, 2):
        box.deliver(story(n), NOON - 9)
    box.write_config(QUIET, outbox='url = "smtp+insecure://127.0.0.1:1"')
    box.run("once", now=at(0))
    box.write_config(QUIET)
    box.sql("CREATE UNIQUE INDEX fault ON event (what) WHERE what = 'sent'")
    failed = box.run(command, now=at(900))
    door = next(d for d in box.json("status", now=at(901))[0]["doors"] if d["door"] == "outbox")
    tap.ok(b"UNIQUE" in failed.stderr and "UNIQUE" in door.get("problem", ""), "%s: a pass that failed half-way is no open door" % command, (failed, door))

# While it runs.
account = Account("imap", LIVE)
run = Running(account.box)
tap.ok(until(lambda: account.server.denied == 1, 15) is not None, "run tries once", run.log())
time.sleep(4)
tap.equal((account.server.denied, run.log().count("door=main problem=")), (1, 1), "and then waits, with one alert")
tap.ok(until(lambda: recipients(account.box.letters()), 15) is not None, "the other doors work on", run.log())
account.password("right")
run.kill(signal.SIGHUP)
tap.ok(until(lambda: b"right" in account.server.heard and account.box.sql("SELECT count(*) FROM mail")[0][0] == 2, 15) is not None,
       "SIGHUP picks up the new password", run.log())
run.end()
