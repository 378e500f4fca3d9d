"""Answers of calendars to an invitation that was really sent, in the shapes of three programs."""
import base64

from mails import octets


def reply(invitation, attendee, stamp, prodid, comment=""):
    """The iCalendar REPLY to INVITATION (icalendar's VEVENT); ATTENDEE is the whole property."""
    lines = ["BEGIN:VCALENDAR", "PRODID:" + prodid, "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
             "DTSTART:" + invitation["DTSTART"].to_ical().decode(), "DTEND:" + invitation["DTEND"].to_ical().decode(),
             "DTSTAMP:" + stamp, "ORGANIZER;CN=stories@example.org:mailto:stories@example.org",
             "UID:" + str(invitation["UID"]), attendee, *([comment] if comment else []),
             "SEQUENCE:" + str(invitation["SEQUENCE"]), "STATUS:CONFIRMED", "SUMMARY:" + str(invitation["SUMMARY"]),
             "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR"]
    return "\n".join(fold(line) for line in lines) + "\n"


def fold(line):
    """RFC 5545 section 3.1."""
    return line if len(line) <= 74 else line[:74] + "\n " + fold(line[74:])


def google(invitation):
    """Ada says yes in Google Calendar: an alternative for the eye, and the same object attached."""
    ics = reply(invitation, "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;"
                "CN=Ada Moreau;X-NUM-GUESTS=0:mailto:ada.moreau@example.net",
                "20210719T090512Z", "-//Google Inc//Google Calendar 70.9054//EN")
    return octets("""
        MIME-Version: 1.0
        Reply-To: Ada Moreau <ada.moreau@example.net>
        Sender: Google Calendar <calendar-notification@example.com>
        Message-ID: <calendar-demo-ada-accepted@example.com>
        Date: Mon, 19 Jul 2021 09:05:12 +0000
        Subject: Accepted: Open Collab Story Time @ Thu Jul 22, 2021 5pm - 6pm (CEST)
        From: Ada Moreau <ada.moreau@example.net>
        To: stories@example.org
        Content-Type: multipart/mixed; boundary="000000000000d4e5f605c775a0b1"
        """, ("""--000000000000d4e5f605c775a0b1
Content-Type: multipart/alternative; boundary="000000000000d4e5f405c775a0af"

--000000000000d4e5f405c775a0af
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes

Ada Moreau has accepted this invitation.

--000000000000d4e5f405c775a0af
Content-Type: text/html; charset="UTF-8"

<p>Ada Moreau has <b>accepted</b> this invitation.</p>

--000000000000d4e5f405c775a0af
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

%s
--000000000000d4e5f405c775a0af--

--000000000000d4e5f605c775a0b1
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

%s
--000000000000d4e5f605c775a0b1--
""" % (ics, base64.encodebytes(ics.encode()).decode())).encode())


def outlook(invitation):
    """J\u00fcrgen says maybe in Outlook, with a word to the organizers."""
    ics = reply(invitation, "ATTENDEE;PARTSTAT=TENTATIVE;CN=J\u00fcrgen Gro\u00df:MAILTO:juergen.gross@example.com",
                "20210719T151520Z", "Microsoft Exchange Server 2010", "COMMENT;LANGUAGE=de-DE:I may have to leave at half past.\\n")
    return octets("""
        From: =?Windows-1252?Q?J=FCrgen_Gro=DF?= <juergen.gross@example.com>
        To: ICML 2021 Social on Open Collaboration in ML Research <stories@example.org>
        Subject: Mit Vorbehalt: Open Collab Story Time
        Thread-Topic: Open Collab Story Time
        Date: Mon, 19 Jul 2021 15:15:20 +0000
        Message-ID: <AM0PR04MB52.demo-juergen@outlook.example.com>
        Content-Language: de-DE
        Content-Type: multipart/alternative; boundary="_000_AM0PR04MB52demo_"
        MIME-Version: 1.0
        """, ("""--_000_AM0PR04MB52demo_
Content-Type: text/plain; charset="us-ascii"

I may have to leave at half past.

--_000_AM0PR04MB52demo_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

%s
--_000_AM0PR04MB52demo_--
""" % base64.encodebytes(ics.encode()).decode()).encode())


def apple(invitation):
    """Marisol says no on her phone."""
    ics = reply(invitation, "ATTENDEE;CN=Marisol Vega;CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT:"
                "mailto:marisol@example.com", "20210720T212209Z", "-//Apple Inc.//iOS 14.6//EN")
    return octets("""
        From: Marisol Vega <marisol@example.com>
        Content-Type: multipart/mixed; boundary="Apple-Mail-demo-4E0B"
        Mime-Version: 1.0 (1.0)
        Subject: Declined: 1:1 Hangouts
        Message-Id: <9C7D0E12-demo-marisol@example.com>
        Date: Tue, 20 Jul 2021 14:22:09 -0700
        To: stories@example.org
        X-Mailer: iPhone Mail (18F72)
        """, ("""--Apple-Mail-demo-4E0B
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

Marisol Vega has declined your invitation to the event "1:1 Hangouts".

--Apple-Mail-demo-4E0B
Content-Disposition: attachment; filename=iCal-20210720-142209.ics
Content-Type: text/calendar; charset=utf-8; name=iCal-20210720-142209.ics; method=REPLY
Content-Transfer-Encoding: quoted-printable

%s
--Apple-Mail-demo-4E0B--
""" % ics.replace("=", "=3D")).encode())
