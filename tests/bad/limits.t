#!/usr/bin/python3
"""Each limit twice: at the limit a mail is accepted, one above it is held, cut or noted (BAD-INPUTS section 2). PROVES TR-07"""
import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judge import CAP, judge  # noqa: E402
from rows import BOX, STORY, Row, html, mail, nested, subject, typed  # noqa: E402
from callbox import Tap  # noqa: E402

KIB = 1024
SMALL = b"Content-Type: text/plain\r\n\r\n" + STORY
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n"


def message(octets):
    """A mail of exactly that many octets, its story first."""
    head = mail(BOX, b"--b\r\n" + SMALL + b"--b\r\nContent-Type: application/pdf; name=x.pdf\r\n\r\n")
    return head + b"x" * (octets - len(head))


def block(octets):
    """A mail whose header block, its empty line included, has that many octets."""
    plain = mail(body=b"")
    lines, rest = divmod(octets - len(plain), 10)
    return mail(b"X-H: 123\r\n" * (lines - 1) + b"X-H: 123" + b"4" * rest + b"\r\n", STORY)


def header(octets):
    """A mail with a header of that many octets, its line end included."""
    return mail(b"X-H: " + b"v" * (octets - 7) + b"\r\n")


def depth(count):
    return mail().partition(b"\r\n\r\n")[0] + b"\r\n" + nested(SMALL, count)


def siblings(count, last):
    return mail(BOX, b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * (count - 1) + b"--b\r\n" + last + b"--b--\r\n")


def addresses(count):
    return mail(to=b"To: stories@example.org" + b"".join(b",\r\n p%d@example.net" % n for n in range(1, count)) + b"\r\n")


def tag(octets):
    """A page with a link whose tag has that many octets from < to >."""
    link = b'<a href="https://example.net/here" title="%s">'
    return html(b"<p>A story.</p>" + link % (b"x" * (octets - len(link % b""))) + b"there</a>")


def calendar(octets):
    return typed(b"text/calendar; method=REPLY", ICS % (b"X-A:" + b"v" * (octets - len(ICS % b"") - 6) + b"\r\n"))


def events(begins):
    return typed(b"text/calendar; method=REPLY", ICS % (b"BEGIN:VALARM\r\nEND:VALARM\r\n" * (begins - 2)))


def answers(count):
    one = b"BEGIN:VEVENT\r\nUID:u%d\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\r\nEND:VEVENT\r\n"
    return typed(b"text/calendar; method=REPLY", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + b"".join(one % n for n in range(count)) + b"END:VCALENDAR\r\n")


# What, the mail at the limit with its outcome, the mail above with its own.
limits = [
    ("a mail of 25 MiB", lambda: message(CAP), "A", {"text": "mailing list"}, lambda: message(CAP + 1), "A", {"flag": "attachment dropped", "told": "larger than 25 MiB"}),
    ("a header block of 256 KiB", lambda: block(256 * KIB), "A", {}, lambda: block(256 * KIB + 1), "H", {"why": "256 KiB"}),
    ("a header of 32 KiB", lambda: header(32 * KIB), "A", {}, lambda: header(32 * KIB + 1), "H", {"why": "32 KiB"}),
    ("a depth of 20", lambda: depth(20), "A", {"text": "mailing list"}, lambda: depth(21), "H", {"why": "inside one another"}),
    ("200 parts", lambda: siblings(200, SMALL), "A", {"text": "mailing list"}, lambda: siblings(201, SMALL), "H", {"why": "200 parts"}),
    ("100 addresses", lambda: addresses(100), "A", {}, lambda: addresses(101), "H", {"why": "100 addresses"}),
    ("a text of 1 MiB", lambda: mail(body=b"a" * KIB * KIB), "A", {}, lambda: mail(body=b"a" * KIB * KIB + b"b"), "A", {"flag": "longer than 1 MiB"}),
    ("an encoded text of 1 MiB", lambda: mail(b"Content-Transfer-Encoding: base64\r\n", base64.encodebytes(b"a" * KIB * KIB)), "A", {},
     lambda: mail(b"Content-Transfer-Encoding: base64\r\n", base64.encodebytes(b"a" * KIB * KIB + b"b")), "A", {"flag": "longer than 1 MiB"}),
    ("a tag of 32 KiB", lambda: tag(32 * KIB), "A", {"text": "https://example.net/here"}, lambda: tag(32 * KIB + 1), "A", {"text": "there", "text_lacks": ("https://example.net",)}),
    ("a calendar of 64 KiB", lambda: calendar(64 * KIB), "I", {"kind": "rsvp"}, lambda: calendar(64 * KIB + 1), "A", {"flag": "calendar"}),
    ("500 BEGIN lines", lambda: events(500), "I", {"kind": "rsvp"}, lambda: events(501), "A", {"flag": "calendar"}),
    ("20 events", lambda: answers(20), "I", {"kind": "rsvp", "events": 20}, lambda: answers(21), "I", {"kind": "rsvp", "events": 20}),
    ("50 Received headers", lambda: mail(b"Received: by x; Mon, 19 Jul 2021 08:14:51 +0000\r\n" * 50), "A", {}, lambda: mail(b"Received: by x; Mon, 19 Jul 2021 08:14:51 +0000\r\n" * 51), "H", {"why": "50 Received"}),
    ("a subject of 998 characters", lambda: subject(b"A" * 998), "A", {"subject": "A" * 998}, lambda: subject(b"A" * 999), "A", {"subject": "A" * 998}),
]

tap = Tap()
for name, at, outcome, want, above, outcome_above, want_above in limits:
    for words, make, row in (("is accepted", at, Row(0, name, outcome, b"", **want)), ("and one more is not, or is said", above, Row(0, name, outcome_above, b"", **want_above))):
        wrong = judge(row, make())
        tap.ok(not wrong, "%s %s" % (name, words), "\n".join(wrong))
