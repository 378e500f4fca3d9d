"""Everything that a mailbox can come to hold about one person, Ada, beside what it holds about others."""
import email.utils
import os

import icalendar

from callbox import CALL, Box, mail, part

CONFIG = CALL.replace('organizer "Lee Example"', 'organizer "Ada Example" { address = "ada@example.net"  digest = true  decides = true }\n    organizer "Lee Example"')
BEGIN = 1626681600  # 2021-07-19 08:00 UTC


class Conversation:
    """A box, and people who write to it, one mail a minute, each worked on at once."""

    def __init__(self, call=CONFIG):
        self.box = Box(call=call)
        self.minute = 0

    def now(self):
        return email.utils.formatdate(BEGIN + 60 * self.minute), "2021-07-%02dT%02d:%02d:00Z" % (
            19 + (480 + self.minute) // 1440, (480 + self.minute) // 60 % 24, self.minute % 60)

    def deliver(self, octets):
        """The letters that OCTETS cause."""
        before = len(self.box.letters())
        self.minute += 1
        self.box.deliver(octets, BEGIN + 60 * self.minute)
        done = self.box.run("once", now=self.now()[1])
        assert done.returncode == 0, done.stderr
        return self.box.letters()[before:]

    def write(self, sender, body, to="stories@example.org", subject="Re: My good story", **kw):
        kw.setdefault("message_id", "<m%d.%s>" % (self.minute, sender.strip(">").rpartition("<")[2]))
        return self.deliver(mail(sender=sender, to=to, subject=subject, body=body, **kw))

    def answer(self, letter, sender, partstat, comment="", attendee=None):
        """SENDER's calendar answers the invitation in LETTER."""
        event = icalendar.Calendar.from_ical(part(letter, "text/calendar")).walk("VEVENT")[0]
        ics = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:%s\nDTSTAMP:20210719T0900%02dZ\nSEQUENCE:%s\nATTENDEE;PARTSTAT=%s:mailto:%s\n%sEND:VEVENT\nEND:VCALENDAR\n" % (
            event["UID"], self.minute % 60, event["SEQUENCE"], partstat, attendee or sender, "COMMENT:%s\n" % comment if comment else "")
        return self.deliver(mail(sender=sender, subject="Answer", message_id="<c%d.%s>" % (self.minute, sender), body=ics)
                            .replace(b"text/plain", b"text/calendar; method=REPLY"))

    def bounce(self, address, words="user unknown"):
        """A mail server returns the last letter to ADDRESS."""
        sender = self.box.sql("SELECT sender FROM letter WHERE recipient = ? ORDER BY id DESC", address)[0][0]
        body = "--b\nContent-Type: text/plain\n\n<%s>: %s\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 %s %s\n\n--b--\n" % (
            address, words, address, address, words)
        return self.deliver(mail(sender="MAILER-DAEMON@mx.example.com", to=sender, subject="Undelivered Mail", body=body, message_id="<b%d@mx.example.com>" % self.minute,
                                 extra="Return-Path: <>\r\n").replace(b"text/plain; charset=utf-8", b'multipart/report; report-type=delivery-status; boundary=b', 1))

    def night(self):
        """A digest of everything so far, for the organizers, among them Ada."""
        self.minute += 1200 - self.minute % 1200 + 60
        self.box.run("once", now=self.now()[1])

    def file(self, name):
        return os.path.join(self.box.dir, name)


def whole_life():
    """A conversation in which Ada did everything that people do."""
    c = Conversation()
    c.receipt = c.write("Ada Quartz <ada@example.net>", "Once upon a time ada shared a lantern.\nFrom here on it burned.\n>From there too.\n", subject="=The lantern tale")[0]
    c.thread = c.receipt["Reply-To"]
    c.bobs = c.write("Bob Basalt <bob@example.com>", "A story of a bridge; ADA@example.net knows it.\n", subject="The bridge tale")[0]
    c.write("Ada Quartz <ADA@example.net>", "REVISE\nOnce upon a time ada shared two lanterns, and both burned well.\nWrite to %s\n" % c.thread, to=c.thread)
    c.write("ada@example.net", "A thought about lanterns.\n", to=c.thread)
    c.write("eve@example.org", "Eve was there: secretword.\n", to=c.thread)
    c.write("ada@example.net", "Bob is right about umbrellas.\n", to=c.bobs["Reply-To"], subject="Re: The bridge tale")
    c.answer(c.receipt, "ada@example.net", "ACCEPTED", "lantern in hand")
    c.answer(c.bobs, "bob@example.com", "DECLINED", "bridge closed")
    c.bounce("ada@example.net", "lanternbox is full")
    c.bounce("bob@example.com", "bridgebox is full")
    c.deliver(mail(sender="ada@example.net", subject="Broken lantern", message_id="<held@example.net>", body="lantern in pieces\n",
                   extra="".join("Received: from a by b; Mon, 19 Jul 2021 08:00:00 +0000\r\n" for _ in range(60))))
    c.write("cyd@example.org", "Cyd saw it with ada@example.net\n", subject="The third tale", extra="Cc: Ada Quartz <ada@example.net>\r\n")
    c.box.run("accept", "1", now=c.now()[1])
    c.box.run("once", now=c.now()[1])
    c.night()
    c.box.run("decline", "2", now=c.now()[1])
    c.box.run("once", now=c.now()[1])
    return c
