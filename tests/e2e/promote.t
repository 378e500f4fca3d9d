#!/usr/bin/python3
"""A story that came as a machine's mail, or as somebody's invitation, is nobody's loss: the digest lists it, and one order makes it a story."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
box = Box(inbox='url = "maildir:spool/inbox"\nauthserv_id = "mx.example.org"')
STORY = "Two labs wrote the same library twice.\nThen somebody asked on a mailing list, and since then there is one.\n"
INVITATION = ("From: %s\r\nTo: stories@example.org\r\nSubject: %s\r\nMessage-ID: <i%d@example.com>\r\nDate: Mon, 19 Jul 2021 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
              "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--b\r\n"
              "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:%s\r\n"
              "DTSTAMP:20210719T080000Z\r\nDTSTART:20210723T080000Z\r\nDTEND:20210723T090000Z\r\nSUMMARY:Lunch\r\nORGANIZER:mailto:%s\r\nATTENDEE:mailto:stories@example.org\r\n"
              "END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n")


def invitation(number, text, uid="lunch@example.com"):
    return (INVITATION % ("fay@example.com", "Lunch", number, text.replace("\n", "\r\n"), uid, "fay@example.com")).encode()


robot = {"extra": "Auto-Submitted: auto-generated\r\n"}
box.deliver(mail(sender="forms@example.com", subject="A form was sent", body=STORY, message_id="<r1@example.com>", **robot), 1626681660)
box.deliver(invitation(1, STORY), 1626681661)
box.deliver(mail(sender="forms@example.com", subject="Backup done", body="All well.\n", message_id="<r2@example.com>", **robot), 1626681662)
box.deliver(mail(sender="gus@example.com", subject="Away", body="I am on holiday until August and read no mail before then. " * 3, message_id="<r3@example.com>", extra="Auto-Submitted: auto-replied\r\n"), 1626681663)
box.deliver(invitation(2, "Lunch?\n"), 1626681664)
tap.equal(box.run("once", now="2021-07-19T08:05:00Z").returncode, 0, "a pass")
tap.equal((box.letters(), box.json("list")), ([], []), "neither a machine's mail nor an invitation is a story or answered")
tap.equal([row[0] for row in box.sql("SELECT class FROM mail ORDER BY id")], ["auto", "calendar", "auto", "auto", "calendar"], "their classes are what their headers say")
digest = box.run("digest", "--preview", now="2021-07-19T09:00:00Z").stdout.decode()
tap.has(digest, "HELD MAIL (2)", "the two with a text wait for a person, not the short ones, nor an absence")
tap.has(digest, "mail 1\n| forms@example.com\n| A form was sent\n| a machine sent it, and its text may be a story\n", "the machine's with its reason (PROVES CL-02)")
tap.has(digest, "mail 2\n| fay@example.com\n| Lunch\n| an invitation came with it, and its text may be a story\n", "and the other one with its own (PROVES CI-24)")
tap.has(digest, "5 in = 1 other calendar mail + 2 automatic answers + 2 held;\ndifference 0", "and each is counted")
tap.equal(box.sql("SELECT mail, effect FROM rsvp ORDER BY mail"), [(2, "outside"), (5, "outside")], "what the invitations said is kept")

tap.equal(box.run("release", "1", "2", now="2021-07-19T09:10:00Z").returncode, 0, "they are released")
tap.equal(box.run("once", now="2021-07-19T09:11:00Z").returncode, 0, "a pass")
stories = box.json("list")
tap.equal([(s["from"], s["verdict"], s["received"], s["text"]) for s in stories],
          [("forms@example.com", "on time", "2021-07-19T08:01:00Z", STORY), ("fay@example.com", "on time", "2021-07-19T08:01:01Z", STORY)], "and are stories, with the time at which they came")
tap.equal(box.letters(), [], "which nobody is told by itself")
tap.has(box.run("digest", "--preview", now="2021-07-19T09:12:00Z").stdout.decode(), "5 in = 1 other calendar mail + 2 automatic answers + 2\nstories; difference 0", "and the account follows")
tap.equal(box.run("confirm", "1", now="2021-07-19T09:13:00Z").returncode, 0, "an organizer can confirm one")
box.run("once", now="2021-07-19T09:14:00Z")
tap.equal([str(m["To"]) for m in box.letters()], ["forms@example.com"], "which then has its receipt")
