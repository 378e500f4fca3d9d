#!/usr/bin/python3
"""The whole job as a plain Python script would do it, for comparison: fetch, store, parse, decide, compose, outbox.

usage: whole_job.py PORT USER DATABASE
"""
import email
import email.policy
import email.utils
import hashlib
import imaplib
import re
import sqlite3
import sys
from email.message import EmailMessage

CUTOFF = 1626868800
BATCH = 200


def body(message):
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return (part.get_payload(decode=True) or b"").decode(part.get_content_charset() or "utf-8", "replace")
    for part in message.walk():
        if part.get_content_type() == "text/html":
            text = (part.get_payload(decode=True) or b"").decode(part.get_content_charset() or "utf-8", "replace")
            return re.sub("<[^>]+>", "", text)
    return ""


def receipt(message, received):
    letter = EmailMessage()
    letter["From"] = "stories@example.org"
    letter["To"] = email.utils.parseaddr(message["From"])[1]
    letter["Subject"] = "Re: " + str(message["Subject"])
    letter["In-Reply-To"] = message["Message-ID"]
    letter["Auto-Submitted"] = "auto-replied"
    text = "Your story arrived %s, %d s before the deadline.\n" % (email.utils.formatdate(received), CUTOFF - received)
    letter.set_content(text * 20)
    letter.add_alternative("<p>" + text * 20 + "</p>", subtype="html")
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTART:20210722T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" % message["Message-ID"]
    letter.add_attachment(ics, subtype="calendar")
    return letter.as_bytes()


def handle(db, uid, raw, received):
    key = hashlib.sha256(raw).hexdigest()
    if not db.execute("insert or ignore into raw values (?, ?, ?, ?)", (key, uid, received, raw)).rowcount:
        return
    message = email.message_from_bytes(raw, policy=email.policy.default)
    robot = message.get("Auto-Submitted", "no") != "no" or message.get_content_type() == "multipart/report"
    calendar = any(p.get_content_type() == "text/calendar" for p in message.walk())
    db.execute("insert into story values (?, ?, ?, ?)", (key, str(message["Subject"]), body(message), received < CUTOFF))
    if not robot and not calendar:
        db.execute("insert into outbox values (?, ?)", (key, receipt(message, received)))


def main():
    port, user, database = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    db = sqlite3.connect(database)
    db.executescript("pragma journal_mode=wal; pragma synchronous=full; create table raw(key primary key, uid, received, bytes);"
                     "create table story(key, subject, text, on_time); create table outbox(key, bytes);")
    imap = imaplib.IMAP4("127.0.0.1", port)
    imap.login(user, "secret")
    count = int(imap.select("INBOX")[1][0])
    for first in range(1, count + 1, BATCH):
        _, data = imap.fetch("%d:%d" % (first, min(first + BATCH - 1, count)), "(UID INTERNALDATE BODY.PEEK[])")
        for item in data:
            if isinstance(item, tuple):
                uid = int(re.search(rb"UID (\d+)", item[0]).group(1))
                received = int(email.utils.mktime_tz(tuple(imaplib.Internaldate2tuple(item[0])[:9]) + (0,)))
                handle(db, uid, item[1], received)
        db.commit()
    imap.logout()


main()
