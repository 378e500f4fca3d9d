#!/usr/bin/python3
"""Writes a corpus of mails into a directory, the same for the same seed.

usage: corpus.py DIRECTORY COUNT

10,000 mails are about 480 MB with a median near 10 KB: plain text and HTML in several character sets,
quoted-printable and base64, attachments, calendar answers, bounces and automatic replies, as a call's mailbox sees them.
"""
import base64
import os
import quopri
import random
import sys

WORDS = ("we met on a mailing list and wrote a library together until the merge conflict that nobody wanted to own "
         "paper review deadline experiment seed cluster author order credit trust kindness email zone night").split()
SENTENCES = {
    "utf-8": "Wir haben über Länder hinweg zusammengearbeitet — große Freude. 我们一起写论文。 Мы работали вместе. ",
    "iso-8859-1": "Un café à Orsay, puis une thèse écrite à trois; l'été où tout a changé. ",
    "windows-1252": "A “good” story – told late at night… with naïve hope. ",
    "gb18030": "我们在三个时区合作写了一篇论文，最后大家都很高兴。 ",
    "iso-2022-jp": "私たちは三つの時間帯で共同研究をしました。 ",
    "koi8-r": "Мы писали статью втроём, в разных часовых поясах. ",
    "euc-kr": "우리는 함께 논문을 썼습니다. ",
}


def words(rng, octets):
    out = []
    size = 0
    while size < octets:
        line = " ".join(rng.choice(WORDS) for _ in range(rng.randint(6, 13)))
        out.append(line.capitalize() + ".")
        size += len(line) + 2
    return "\n".join(out)


def encoded(text, charset, encoding):
    data = text.encode(charset, "replace").replace(b"\n", b"\r\n")
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def leaf(content_type, text, charset, encoding):
    head = "Content-Type: %s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n" % (content_type, charset, encoding)
    return head.encode() + encoded(text, charset, encoding) + b"\r\n"


def multipart(subtype, boundary, parts, extra=""):
    head = "Content-Type: multipart/%s; boundary=\"%s\"%s\r\n\r\n" % (subtype, boundary, extra)
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + p for p in parts)
    return head.encode() + body + b"--" + boundary.encode() + b"--\r\n"


def story_body(rng, size):
    charset = rng.choice(list(SENTENCES))
    encoding = rng.choice(("8bit", "quoted-printable", "base64"))
    if charset == "iso-2022-jp" and encoding == "8bit":
        encoding = "7bit"
    text = SENTENCES[charset] * rng.randint(1, 4) + "\n" + words(rng, size)
    if charset == "utf-8" or rng.random() < 0.5:
        plain = leaf("text/plain", text, charset, encoding)
    else:
        plain = leaf("text/plain; format=flowed", text.replace("\n", " \n"), charset, encoding)
    if rng.random() < 0.45:
        html = "<html><body><p>" + text.replace("\n", "</p>\n<p>") + "</p><ul><li>one</li><li>two</li></ul></body></html>"
        return multipart("alternative", "alt%d" % rng.getrandbits(40), [plain, leaf("text/html", html, charset, encoding)])
    return plain


def attachment(rng, size):
    head = "Content-Type: application/pdf; name=\"story.pdf\"\r\nContent-Disposition: attachment; filename=\"story.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(rng.randbytes(size)).replace(b"\n", b"\r\n")


def story(rng, i):
    size = min(int(rng.lognormvariate(8.6, 0.8)), 60000)
    body = story_body(rng, size)
    if rng.random() < 0.27:
        body = multipart("mixed", "mix%d" % rng.getrandbits(40), [body, attachment(rng, min(int(rng.lognormvariate(11.1, 1.0)), 3000000))])
    return "My story %d" % i, "", body


def rsvp(rng, i):
    ics = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:cb1-bench-%020d@example.org\r\n"
           "DTSTAMP:20210719T090000Z\r\nSEQUENCE:0\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:author%d@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" % (i, i))
    parts = [leaf("text/plain", "Accepted.", "utf-8", "8bit"), leaf("text/calendar; method=REPLY", ics.replace("\r\n", "\n"), "utf-8", "base64")]
    return "Accepted: Open Collab Story Time", "", multipart("alternative", "cal%d" % i, parts)


def bounce(rng, i):
    status = ("Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; gone%d@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
              "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n" % i)
    parts = [leaf("text/plain", "Your message could not be delivered.\n", "us-ascii", "7bit"),
             b"Content-Type: message/delivery-status\r\n\r\n" + status.encode() + b"\r\n",
             b"Content-Type: text/rfc822-headers\r\n\r\nSubject: Re: My story\r\nMessage-ID: <cb1.none.1@example.org>\r\n\r\n"]
    return "Undelivered Mail Returned to Sender", "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n", \
        multipart("report", "rep%d" % i, parts, "; report-type=delivery-status")


def auto(rng, i):
    return "Out of office", "Auto-Submitted: auto-replied\r\n", leaf("text/plain", "I am away until August.\n" + words(rng, 300), "utf-8", "8bit")


def mail(rng, i):
    subject, extra, body = rng.choices((story, rsvp, bounce, auto), (88, 6, 3, 3))[0](rng, i)
    head = ("Received: from out.example.net (out.example.net [192.0.2.1]) by mx1.example.org with ESMTPS id %d; Mon, 19 Jul 2021 08:%02d:%02d +0000\r\n"
            "From: Author %d <author%d@example.net>\r\nTo: stories@example.org\r\nSubject: %s\r\nDate: Mon, 19 Jul 2021 10:%02d:%02d +0200\r\n"
            "Message-ID: <bench-%d@example.net>\r\n%sMIME-Version: 1.0\r\n" % (i, i // 60 % 60, i % 60, i, i, subject, i // 60 % 60, i % 60, i, extra))
    return head.encode() + body


def write(directory, count):
    os.makedirs(directory, exist_ok=True)
    rng = random.Random(20210722)
    sizes = []
    for i in range(count):
        data = mail(rng, i)
        sizes.append(len(data))
        with open(os.path.join(directory, "%d.bench.example:2," % (1626682000 + i)), "wb") as out:
            out.write(data)
    sizes.sort()
    print("%d mails, %.0f MB, median %.1f KB" % (count, sum(sizes) / 1e6, sizes[count // 2] / 1e3))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
