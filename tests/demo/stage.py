"""The stage of the demo: callbox between a private Dovecot and a private SMTP sink, and a folder that keeps every mail."""
import email
import email.policy
import os
import re
import shlex
import shutil
import sys
from datetime import datetime, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from callbox import Box, TOP, part  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402
import icalendar  # noqa: E402

EXAMPLE = os.path.join(TOP, "contrib", "callbox.conf")


def seconds(instant):
    """Of an RFC 3339 instant in UTC."""
    return int(datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


def instant(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Letter:
    """One letter that callbox sent, as the SMTP server took it."""

    def __init__(self, octets):
        taken, rest = octets.split(b"\nFrom: ", 1)
        self.envelope_from, self.to = (re.search(rb"X-%s-Args: <(.*?)>" % name, taken).group(1).decode() for name in (b"Mail", b"Rcpt"))
        self.octets = b"Return-Path: <%s>\nFrom: " % self.envelope_from.encode() + rest
        self.mail = email.message_from_bytes(self.octets, policy=email.policy.default)
        self.subject, self.message_id = str(self.mail["Subject"]), self.mail["Message-ID"]
        self.reply_to = self.mail["Reply-To"]
        self.text, self.html, self.ics = (part(self.mail, "text/" + kind) for kind in ("plain", "html", "calendar"))
        self.what = self.kind()

    def kind(self):
        """What it is for a reader, told from its header fields and parts alone."""
        if self.mail["In-Reply-To"]:
            return "answer"
        if self.subject.startswith("Reminder: "):
            return "reminder"
        return "invitation" if self.ics else "digest"

    def event(self):
        return next(c for c in icalendar.Calendar.from_ical(self.ics).walk() if c.name == "VEVENT")

    def page(self):
        """The HTML as a browser can show it: pictures inside."""
        pictures = {"cid:" + leaf["Content-ID"].strip("<> "): leaf for leaf in self.mail.walk() if leaf["Content-ID"]}
        html = self.html
        for cid, leaf in pictures.items():
            html = html.replace(cid, "data:%s;base64,%s" % (leaf.get_content_type(), "".join(leaf.get_payload().split())))
        return html


class Stage(Box):
    def __init__(self, folder):
        self.dir, self.conf, self.spool = folder, os.path.join(folder, "callbox.conf"), os.path.join(folder, "spool")
        self.dovecot, self.sink = Dovecot(), SmtpSink()
        self.seen, self.numbers = 0, {"in": 0, "out": 0}
        for old in ("in", "out", "ics", "spool"):
            shutil.rmtree(os.path.join(folder, old), True)
        for new in ("in", "out", "ics"):
            os.makedirs(os.path.join(folder, new))
        with open(EXAMPLE) as example:
            self.call = example.read().partition('\ncall "')
        self.write_config("".join(self.call[1:]), self.dovecot.inbox(), self.sink.outbox())

    def save(self, folder, name, octets):
        """Keeps a mail as NN-NAME.eml; returns NN."""
        self.numbers[folder] += 1
        number = "%02d" % self.numbers[folder]
        with open(os.path.join(self.dir, folder, "%s-%s.eml" % (number, name)), "wb") as out:
            out.write(octets)
        return number

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w", encoding="utf-8") as out:
            out.write(text)

    def arrive(self, name, octets, when, by_pipe=False, delay=11):
        """A mail arrives at WHEN; callbox works DELAY seconds later. What it logged about the mail, and its letters."""
        self.save("in", name, octets)
        if by_pipe:
            kept = self.run("filter", stdin=octets, now=when)
            if kept.returncode != 0:
                raise RuntimeError("callbox filter failed: " + kept.stderr.decode())
        else:
            self.dovecot.append(octets, seconds(when))
        return self.work(instant(seconds(when) + delay))

    def work(self, now):
        done = self.run("once", "-v", now=now)
        if done.returncode != 0:
            raise RuntimeError("callbox once failed: " + done.stderr.decode())
        lines = [dict(field.partition("=")[::2] for field in shlex.split(line)) for line in done.stderr.decode().splitlines()]
        mails = [line for line in lines if "mail" in line and "letter" not in line]
        return (mails[-1] if mails else {}), self.new_letters()

    def new_letters(self):
        fresh = self.sink.letters()[self.seen:]
        self.seen += len(fresh)
        letters = [Letter(octets) for octets in fresh]
        for letter in letters:
            self.keep(letter)
        return letters

    def keep(self, letter):
        number = self.save("out", "%s-to-%s" % (letter.what, letter.to.partition("@")[0]), letter.octets)
        if letter.ics:
            self.write(os.path.join("ics", "%s-%s.ics" % (number, letter.to.partition("@")[0])), letter.ics.replace("\r\n", "\n").replace("\n", "\r\n"))

    def close(self):
        """Ends the servers and leaves a configuration that needs none, for a look at what there is."""
        self.dovecot.stop()
        self.sink.stop()
        self.write_config("".join(self.call[1:]))
