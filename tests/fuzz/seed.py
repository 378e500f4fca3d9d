#!/usr/bin/python3
"""Writes a small corpus for each harness, from the mails of the other tests: seed.py DIRECTORY."""
import glob
import hashlib
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "bad"))
from rows import rows  # noqa: E402

LARGEST = 8192


def put(harness, octets):
    folder = os.path.join(sys.argv[1], harness)
    os.makedirs(folder, exist_ok=True)
    if len(octets) <= LARGEST:
        with open(os.path.join(folder, hashlib.sha1(octets).hexdigest()), "wb") as out:
            out.write(octets)


def body(octets):
    return octets.partition(b"\r\n\r\n")[2]


for row in rows:
    if row.want.get("large") or row.outcome == "H" and callable(row.make):
        continue
    mail = row.make()
    put("mail", mail)
    put("excerpt", re.sub(rb"(\r\n\r\n)([^-].*?)(?=\r\n--|$)", rb"\1%", mail, flags=re.S))
    if b"BEGIN:VCALENDAR" in mail:
        put("calendar", mail[mail.index(b"BEGIN:VCALENDAR"):])
    if b"text/html" in mail:
        put("html", body(mail))
    if b"multipart/report" in mail:
        put("report", body(mail).partition(b"delivery-status")[2].strip())
    put("reply", body(mail))

for quoted in (b"Yes.\n\nOn Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:\n> A story\n> > and before\n",
               b"Ja.\n\nAm 19.07.2021 um 10:14 schrieb Ada:\n> Geschichte\n-- \nBob\n", b"Hi\n\nSent from my iPhone\n",
               b"Yes\n\n-----Original Message-----\nFrom: Ada\nSent: Monday\nTo: Bob\nSubject: x\n\nold\n", b"> a\nanswer\n> b\nanother\n"):
    put("reply", quoted)
for status in (b"Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n",
               b"Hi. This is the qmail-send program.\n<ada@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n"):
    put("report", status)
for path in glob.glob(os.path.join(TOP, "templates", "*")):
    put("template", open(path, "rb").read())
put("config", open(os.path.join(TOP, "contrib", "callbox.conf"), "rb").read())
# Every example of the manual, and each of its lines alone.
manual = open(os.path.join(TOP, "man", "callbox.conf.5")).read()
for example in re.findall(r"\.Bd.*?\n(.*?)\.Ed", manual, re.S):
    put("config", example.encode())
put("unpack", b"")
