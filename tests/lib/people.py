"""People of a conversation: each has a mailbox and a calendar that reads invitations as another program would (python3-icalendar)."""
import email.utils

import icalendar

from callbox import mail, part


class Rules:
    """What holds for every letter with an event, whatever led to it; FAULTS collects what does not."""

    def __init__(self):
        self.faults = []

    def check(self, good, what):
        if not good:
            self.faults.append(what)

    def letter(self, letter, person):
        """The one event of LETTER to PERSON as (method, event), or None; and whether it is well made."""
        ics = part(letter, "text/calendar")
        if ics == "":
            return None
        who = "%s, %s: " % (person.address, letter["Subject"])
        calendar = icalendar.Calendar.from_ical(ics)
        method, events = str(calendar["METHOD"]), calendar.walk("VEVENT")
        leaf = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
        attached = [p for p in letter.walk() if p.get_content_type() == "application/ics"]
        self.check(len(leaf) == 1 and len(attached) == 1, who + "one text/calendar and one attachment (CO-08)")
        self.check(leaf[0].get_payload(decode=True) == attached[0].get_payload(decode=True), who + "both are the same (CO-08)")
        self.check(leaf[0].get_param("method") == method, who + "method= and METHOD agree (CO-04)")
        self.check(ics.index("METHOD:") < ics.index("BEGIN:VEVENT"), who + "METHOD stands before the event (CO-05)")
        self.check(len(events) == 1, who + "one event (CO-12)")
        event = events[0]
        organizer = str(event["ORGANIZER"]).replace("mailto:", "")
        self.check(organizer == email.utils.parseaddr(str(letter["From"]))[1], who + "ORGANIZER is From (CO-18)")
        self.check(str(event["ATTENDEE"]) == "mailto:" + person.address, who + "the recipient is the only attendee (CO-16)")
        self.check("TZID" not in ics and "VALARM" not in ics and "DURATION" not in ics, who + "UTC, no alarm, no duration (CO-14, CO-15, CO-28)")
        self.check(str(event["STATUS"]) == ("CANCELLED" if method == "CANCEL" else "CONFIRMED"), who + "STATUS follows the method (CO-27, CO-29)")
        return method, event


class Entry:
    """One event in a calendar, as the last letter about it said."""

    def __init__(self, event):
        self.uid = str(event["UID"])
        self.organizer = str(event["ORGANIZER"])
        self.history = []

    def update(self, method, event):
        self.method, self.event = method, event
        self.sequence, self.stamp = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        self.start, self.title = event["DTSTART"].dt, str(event["SUMMARY"])
        self.history.append((method, self.sequence))


class Person:
    """Somebody who writes mail and whose calendar answers invitations in the manner of CLIENT."""

    def __init__(self, address, rules, client="gmail", proof=""):
        self.address, self.rules, self.client, self.proof = address, rules, client, proof
        self.calendar, self.letters, self.written = {}, [], 0

    def receive(self, letter):
        self.letters.append(letter)
        found = self.rules.letter(letter, self)
        if found is None:
            return
        method, event = found
        uid, known = str(event["UID"]), self.calendar.get(str(event["UID"]))
        who = "%s, %s: " % (self.address, letter["Subject"])
        if known is None:
            twin = [e for e in self.calendar.values() if e.method == "REQUEST" and e.title == str(event["SUMMARY"])]
            self.rules.check(method == "REQUEST", who + "an event begins with an invitation")
            self.rules.check(twin == [], who + "nobody has two invitations to a session (CO-21)")
            known = self.calendar[uid] = Entry(event)
        else:
            self.rules.check(event["DTSTAMP"].dt > known.stamp, who + "DTSTAMP grows (CO-22)")
            changed = method != known.method or event["DTSTART"].dt != known.start
            step = int(event["SEQUENCE"]) - known.sequence
            self.rules.check(step >= 1 if changed else step == 0, who + "SEQUENCE grows with time and status only (CO-23, CO-24)")
            self.rules.check(str(event["ORGANIZER"]) == known.organizer, who + "the ORGANIZER stays (CO-19)")
        known.update(method, event)

    def open_events(self):
        """Titles of what stands in the calendar."""
        return sorted(e.title for e in self.calendar.values() if e.method == "REQUEST")

    def entry(self, title):
        return [e for e in self.calendar.values() if e.title == title][0]

    def write(self, body, to, subject="Re: it", extra="", when="Mon, 19 Jul 2021 10:14:51 +0200"):
        """The octets of a mail."""
        self.written += 1
        name = self.address.split("@")
        return mail(sender=self.address, to=to, subject=subject, body=body, date=when, message_id="<%s-%d@%s>" % (name[0], self.written, name[1]),
                    extra=self.proof + extra)

    def answer(self, title, partstat, to, stamp, sequence=None, method="REPLY", lines="", attendee=None):
        """The octets of what the calendar sends about an event; STAMP is its DTSTAMP, as 20210719T090000Z."""
        entry = self.entry(title)
        head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//%s//EN\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\n" % (self.client, method)
        who = "ATTENDEE;PARTSTAT=%s:mailto:%s\r\n" % (partstat, attendee or self.address)
        number = "SEQUENCE:%d\r\n" % (entry.sequence if sequence is None else sequence)
        event = "UID:%s\r\nDTSTAMP:%s\r\n%s%s%s" % (entry.uid, stamp, number, who, lines)
        if self.client == "outlook":
            event += "DTSTART;TZID=Romance Standard Time:20210722T170000\r\nSUMMARY;LANGUAGE=fr-BE:Accepté : %s\r\n" % entry.title
        else:
            event += "ORGANIZER:%s\r\nDTSTART:20210722T150000Z\r\nSUMMARY:%s\r\n" % (entry.organizer, entry.title)
        ics = head + event + "END:VEVENT\r\nEND:VCALENDAR\r\n"
        return getattr(self, "_" + self.client)(ics, method, partstat, to)

    def _gmail(self, ics, method, partstat, to):
        octets = self.write("", to, subject="Accepted: it", extra="Auto-Submitted: auto-generated\r\nSender: Google Calendar <calendar-notification@google.example>\r\n")
        alternative = _multipart("alternative", "a", _leaf("text/plain; charset=utf-8; format=flowed; delsp=yes", "It was answered."), _leaf("text/calendar; charset=utf-8; method=" + method, ics))
        return _retype(octets, _multipart("mixed", "m", alternative, _leaf("application/ics; name=invite.ics", ics)))

    def _outlook(self, ics, method, partstat, to):
        octets = self.write("", to, subject="Accepté : it")
        return _retype(octets, _multipart("alternative", "o", _leaf("text/plain; charset=windows-1256", ""), _leaf("text/calendar; charset=utf-8; METHOD=" + method.lower(), ics)))

    def _apple(self, ics, method, partstat, to):
        return _retype(self.write("", to, subject="it"), _leaf("text/calendar; method=%s; charset=utf-8" % method, ics))


def _leaf(content_type, text):
    return "Content-Type: %s\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s" % (content_type, text)


def _multipart(subtype, boundary, *parts):
    return "Content-Type: multipart/%s; boundary=%s\r\n\r\n%s--%s--\r\n" % (subtype, boundary, "".join("--%s\r\n%s\r\n" % (boundary, p) for p in parts), boundary)


def _retype(octets, body):
    """OCTETS with another body, whose own fields replace those of the old one."""
    head = octets[:octets.index(b"Content-Type:")]
    return head + body.encode()
