#!/usr/bin/python3
"""The outbox against servers that refuse, delay, hang up and forget: never lost, never twice in a hurry, always the same octets."""
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, Box, Tap, mail, part  # noqa: E402
from servers import SmtpSink, free_port  # noqa: E402

NOON = 1626682500  # 2021-07-19T08:15:00Z
QUIET = CALL.replace("digest = true", "digest = false")

tap = Tap()


def at(seconds):
    """The clock, that many seconds after the start."""
    import datetime
    return datetime.datetime.fromtimestamp(NOON + seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def box_for(port, call=QUIET):
    box = Box(call, outbox='url = "smtp+insecure://127.0.0.1:%d"' % port)
    box.deliver(mail(), NOON - 9)
    return box


def row(box):
    """State, attempts, due and octets of the first letter."""
    return box.sql("SELECT l.state, l.attempts, l.due, b.bytes FROM letter l JOIN letter_bytes b ON b.letter = l.id ORDER BY l.id LIMIT 1")[0]


def lf(octets):
    return octets.replace(b"\r\n", b"\n")


# 4xx at each verb: later, with the same octets (PROVES P-6, TR-12, F-19).
for verb in ("connect", "ehlo", "mail", "rcpt", "data", "."):
    sink = SmtpSink("-r", verb, *(["-e"] if verb == "ehlo" else []))
    box = box_for(sink.port)
    done = box.run("once", now=at(0))
    state, attempts, due, octets = row(box)
    if verb == "ehlo":
        tap.ok(state in ("queued", "sent"), "4xx at ehlo loses nothing", row(box))
    else:
        tap.equal((state, attempts), ("queued", 1), "4xx at %s: queued" % verb)
        tap.ok(60 <= due - NOON <= 75, "4xx at %s: again in a minute or a little more" % verb, due - NOON)
    box.run("once", now=at(59))
    tap.equal(row(box)[1], 1 if state == "queued" else attempts, "4xx at %s: not before" % verb)
    if verb == "rcpt":
        for attempt, wait in ((2, 120), (3, 240), (4, 480)):
            box.run("once", now=at(due - NOON))
            before, due = due, row(box)[2]
            tap.ok(row(box)[1] == attempt and wait <= due - before <= wait * 1.25, "attempt %d: the wait doubles" % attempt, (row(box)[:3], due - before))
    sink.stop()
    for name in os.listdir(sink.dir):
        os.unlink(os.path.join(sink.dir, name))
    sink.start()
    box.run("once", now=at(86400))
    tap.equal(row(box)[0], "sent", "4xx at %s: sent when the server will" % verb)
    if state == "queued":
        tap.equal(sink.mails(), [lf(octets)], "4xx at %s: once, the octets of the first day" % verb)

# 5xx: this letter never again, told to the organizers; a server that refuses everybody is a shut door.
for verb in ("mail", "rcpt", "data", "."):
    sink = SmtpSink("-f", verb)
    box = box_for(sink.port)
    tap.equal(box.run("once", now=at(0)).returncode, 0, "5xx at %s is no failure of ours" % verb)
    tap.equal(row(box)[:2], ("failed", 1), "5xx at %s: failed" % verb)
    box.run("once", now=at(86400))
    tap.equal(row(box)[1], 1, "5xx at %s: not again" % verb)
    tap.equal(box.json("status")[0]["failed"], 1, "5xx at %s: counted in status" % verb)
text = box.run("digest", "--preview", now=at(86400)).stdout.decode()
tap.has(text, "NOT SENT (1)", "the digest tells of it")
tap.has(text, "receipt to ada@example.net: failed", "with whom it was for")
tap.has(box.run("trace", "1").stdout.decode(), "failed", "and trace too (PROVES P-25)")
sink = SmtpSink("-f", "connect")
box = box_for(sink.port)
done = box.run("once", now=at(0))
tap.equal((done.returncode, row(box)[0]), (69, "queued"), "5xx at connect: the door is shut and the letter waits")

# The door is shut (PROVES P-13, F-26).
box = box_for(free_port())
done = box.run("once", now=at(0))
tap.equal(done.returncode, 69, "nobody listens: unavailable")
tap.has(done.stderr.decode(), "the outbox is shut", "and says so")
door = [d for d in box.json("status")[0]["doors"] if d["door"] == "outbox"][0]
tap.ok(not door["ok"] and "127.0.0.1" in door["problem"], "status knows why", door)
box.deliver(mail(sender="bo@example.net", message_id="<two@example.net>"), NOON)
box.run("once", now=at(1))
tap.equal(box.json("status")[0]["queued"], 2, "mail is still taken in and letters wait")
sink = SmtpSink()
box.write_config(QUIET, outbox=sink.outbox())
tap.equal(box.run("once", now=at(7200)).returncode, 0, "the door opens")
tap.equal(len(sink.mails()), 2, "and they go")
door = [d for d in box.json("status")[0]["doors"] if d["door"] == "outbox"][0]
tap.ok(door["ok"], "status knows that too", door)


class Forgetful(threading.Thread):
    """Takes each letter and hangs up at its final dot, without a word."""

    def __init__(self):
        super().__init__(daemon=True)
        self.taken = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            connection, _ = self.socket.accept()
            with connection, connection.makefile("rwb") as file:
                self.talk(file)

    def talk(self, file):
        file.write(b"220 ready\r\n")
        file.flush()
        while line := file.readline():
            if line.upper().startswith(b"DATA"):
                file.write(b"354 go\r\n")
                file.flush()
                octets = b""
                while (line := file.readline()) not in (b".\r\n", b""):
                    octets += line[1:] if line.startswith(b".") else line
                self.taken.append(octets)
                return
            file.write(b"250 ok\r\n")
            file.flush()


# Nobody knows whether it arrived (PROVES P-7, F-21).
server = Forgetful()
box = box_for(server.port)
box.run("once", now=at(0))
tap.equal(row(box)[0], "uncertain", "hung up at the dot: uncertain")
for seconds in (1, 60, 899):
    box.run("once", now=at(seconds))
tap.equal(len(server.taken), 1, "not again before 15 minutes are over")
box.run("once", now=at(900))
tap.equal(len(server.taken), 2, "but then")
tap.ok(server.taken[0] == server.taken[1] == row(box)[3], "with the same octets")
tap.equal(row(box)[0], "held", "and after that it waits for a person")
box.run("once", now=at(86400))
tap.equal(len(server.taken), 2, "for good")
tap.has(box.run("digest", "--preview", now=at(86400)).stdout.decode(), "NOT SENT (1)", "the digest shows it")
tap.ok(not [o for o in server.taken if b"\r\n.\r\n" in o], "no line is a dot alone")

# A person decides about it, with the words that the digest and held show.
text = box.run("digest", "--preview", now=at(86400)).stdout.decode()
tap.has(text, "Nobody knows whether it arrived; it may come twice.", "the digest says what there is to know")
tap.has(text, "  release letter-1  (sends it again)\n  drop letter-1  (takes it off this list)\n", "and the words to act")
held = box.run("held", now=at(86400)).stdout.decode()
tap.ok("letter-1" in held and "to ada@example.net" in held and "release sends it again" in held, "held shows it, too", held)
tap.equal([(h["letter"], h["state"]) for h in box.json("held", now=at(86400))], [(1, "held")], "also for programs")
tap.has(box.run("status", now=at(86400)).stdout.decode(), '1 uncertain or held ("callbox held")', "and status says where to look")
tap.has(box.run("release", "--preview", "letter-1", now=at(86400)).stdout.decode(), "To: ada@example.net", "a preview says to whom it would go")
tap.equal(box.run("admit", "letter-1", now=at(86400)).returncode, 64, "a letter is no guest")
tap.equal(box.run("release", "letter-9", now=at(86400)).returncode, 65, "there is no other one")
done = box.run("release", "letter-1", now=at(86400))
tap.has(done.stdout.decode(), "letter-1 released (receipt to ada@example.net, held); the next pass sends it again", "release says what follows")
box.run("once", now=at(86401))
tap.equal((len(server.taken), server.taken[-1] == server.taken[0], row(box)[0]), (3, True, "held"), "it is sent once more, and in doubt again it waits again (PROVES P-7)")
box.write_config(QUIET, outbox=SmtpSink().outbox())
box.run("release", "letter-1", now=at(86500))
box.run("once", now=at(86501))
tap.equal(row(box)[0], "sent", "with a server that answers it goes")
tap.equal(box.run("release", "letter-1", now=at(86502)).returncode, 65, "and is no more to be released")
trail = box.run("trace", "1").stdout.decode()
tap.has(trail, "released   by the operator", "the trail knows who sent it (PROVES P-25)")
sink = SmtpSink("-f", "rcpt")
box = box_for(sink.port)
box.run("once", now=at(0))
tap.equal(box.run("drop", "letter-1", now=at(60)).returncode, 0, "a letter that was refused can be dropped")
tap.equal((box.json("held", now=at(60)), box.json("status")[0]["failed"]), ([], 0), "and is off the list")
tap.lacks(box.run("digest", "--preview", now=at(60)).stdout.decode(), "NOT SENT", "and out of the digest")
box.run("once", now=at(86400))
tap.equal(row(box)[:2], ("failed", 1), "and never sent")
box = box_for(SmtpSink("-f", "rcpt").port)
box.run("once", now=at(0))
box.write_config(QUIET, outbox=SmtpSink("-r", "rcpt").outbox())
box.run("release", "letter-1", now=at(7 * 86400))
box.run("once", now=at(7 * 86400 + 1))
tap.equal(row(box)[:2], ("queued", 1), "one that is sent again after a week has all its attempts")

# A kill while sending (PROVES P-6, F-2).
for dot, state, sent_at in ((0, "sent", 5), (NOON, "uncertain", 905)):
    sink = SmtpSink()
    box = Box(QUIET, outbox='url = "smtp+insecure://127.0.0.1:%d"' % free_port())
    box.deliver(mail(), NOON - 9)
    box.run("once", now=at(0))
    octets = row(box)[3]
    box.write_config(QUIET, outbox=sink.outbox())
    box.sql("UPDATE letter SET state = 'sending', final_dot = ?", dot)
    box.run("once", now=at(5))
    words = "after" if dot else "before"
    tap.equal(row(box)[0], state, "killed %s the dot: %s" % (words, state))
    box.run("once", now=at(sent_at))
    tap.equal((row(box)[0], sink.mails()), ("sent", [lf(octets)]), "killed %s the dot: sent in the end, the same octets" % words)

# Many letters: one that is refused does not stop the others.
sink = SmtpSink()
box = Box(QUIET, outbox=sink.outbox())
for n in range(12):
    box.deliver(mail(sender="a%d@example.net" % n, message_id="<m%d@example.net>" % n), NOON - 9)
box.run("once", now=at(0))
tap.equal(len(sink.mails()), 12, "twelve letters over one connection")
