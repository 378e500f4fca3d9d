"""The bad inputs, one row each: the octets of a mail beside what must become of it.

A row's number is that of the bad input it stands for. OUTCOME is

    A  accepted: a story in the list, clean in every respect
    H  held: bytes kept, a reason given, no answer or one fixed sentence
    I  ignored as machine mail: counted, no story, no letter

and WANT holds what else must be true; bad.t says how each word is tested. Octets are made when
asked for, so that the large ones exist only while they are used.
"""
import base64
import io
import zipfile

BOX = b"Content-Type: multipart/mixed; boundary=b\r\n"
STORY = b"We met on a mailing list and wrote a library.\r\n"
rows = []


class Row:
    def __init__(self, number, name, outcome, octets, **want):
        self.number, self.name, self.outcome, self.want = number, name, outcome, want
        self.make = octets if callable(octets) else lambda: octets
        self.title = "B-%d %s" % (number, name)


def row(*args, **want):
    rows.append(Row(*args, **want))


def mail(head=b"", body=STORY, sender=b"From: ada@example.net\r\n", subject=b"Subject: A story\r\n", to=b"To: stories@example.org\r\n",
         date=b"Date: Mon, 19 Jul 2021 10:14:51 +0200\r\n", id=b"Message-ID: <bad@example.net>\r\n"):
    """A mail of ordinary fields, with HEAD among them; a field that a row brings itself is set to b''."""
    return sender + to + subject + date + id + head + b"\r\n" + body


def subject(value, **fields):
    return mail(subject=b"Subject: " + value + b"\r\n", **fields)


def sender(value, **fields):
    return mail(sender=b"From: " + value + b"\r\n", **fields)


def typed(value, body, **fields):
    return mail(b"MIME-Version: 1.0\r\nContent-Type: " + value + b"\r\n", body, **fields)


def html(body):
    return typed(b"text/html; charset=utf-8", body)


def parts(*leaves):
    """A multipart/mixed of LEAVES, each with its own header."""
    return mail(b"MIME-Version: 1.0\r\n" + BOX, b"".join(b"--b\r\n" + leaf + b"\r\n" for leaf in leaves) + b"--b--\r\n")


TEXT = b"Content-Type: text/plain\r\n\r\n" + STORY


def attached(disposition, content=b"x", type=b"application/octet-stream"):
    return parts(TEXT, b"Content-Type: " + type + b"\r\nContent-Disposition: attachment; " + disposition +
                 b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content))


def levels(count, boundary):
    return b"".join(b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (boundary(i), boundary(i)) for i in range(count))


def nested(inner, count):
    """INNER below COUNT multiparts, each closed again."""
    for i in range(count):
        inner = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) + inner + b"\r\n--b%d--\r\n" % i
    return inner


# Structure and size. PROVES B-1 to B-10

LONG_HEADER = "longer than 32 KiB"
LONG_BLOCK = "longer than 256 KiB"
DEEP = "inside one another"

row(1, "open comments in From", "H", lambda: sender(b"ada@example.net " + b"(" * 200000), why=LONG_HEADER)
for name in (b"To", b"Date", b"Message-ID", b"Content-Type"):
    own = {b"To": "to", b"Date": "date", b"Message-ID": "id"}.get(name)
    fields = {own: b""} if own else {}
    many = name + b": " + b"(" * 200000 + b"\r\n"
    row(2, "open comments in " + name.decode(), "H", mail(many, **fields), why=LONG_HEADER)
    row(2, "a thousand comments in " + name.decode(), "A", mail(name + b": " + b"(" * 1000 + b"\r\n", **fields), text="mailing list")
row(2, "open comments in the header of a part", "H", lambda: parts(b"Content-Type: text/plain " + b"(" * 200000 + b"\r\n\r\nx"), why=LONG_HEADER)
row(2, "a thousand comments in the header of a part", "A", parts(b"Content-Type: text/plain " + b"(" * 1000 + b"\r\n\r\n" + STORY), text="mailing list")
row(3, "mails inside mails", "H", lambda: mail(b"Content-Type: message/rfc822\r\n", b"MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" * 30000), why=DEEP)
row(4, "multiparts inside multiparts", "H", lambda: mail(levels(40000, lambda i: b"b%d" % i)), why=DEEP)
row(4, "the same with one boundary", "H", lambda: mail(levels(40000, lambda i: b"b")), why=DEEP)
row(5, "a hundred thousand parts, with text", "A", lambda: mail(BOX, b"--b\r\n\r\nx\r\n" * 100000 + b"--b--"), flag="first 200 parts")
row(5, "a hundred thousand parts, without text", "H", lambda: mail(BOX, b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 100000 + b"--b--"), why="200 parts")
row(6, "an empty boundary", "A", typed(b'multipart/mixed; boundary=""', b"--\r\n\r\n" + STORY + b"----\r\n"), text="mailing list")
row(6, "a boundary of 10 kB", "A", typed(b"multipart/mixed; boundary=" + b"b" * 10000, b"--" + b"b" * 10000 + b"\r\n\r\n" + STORY + b"--" + b"b" * 10000 + b"--\r\n"), text="mailing list")
row(6, "one boundary at two levels", "A", parts(BOX + b"\r\n--b\r\n" + TEXT + b"--b--"), text="mailing list")
row(6, "no last boundary", "A", mail(BOX, b"--b\r\n" + TEXT), text="mailing list")
row(6, "no boundary parameter", "A", typed(b"multipart/mixed", b"--b\r\n" + TEXT + b"--b--\r\n"), text="mailing list")
row(7, "a subject of 20,000 letters", "A", subject(b"A" * 20000), subject="A" * 998, answer_subject="Re: " + "A" * 80)
row(7, "a subject of ten million letters", "H", lambda: subject(b"A" * 10000000), why=LONG_BLOCK)
row(8, "200,000 header fields", "H", lambda: mail(b"X-H: v\r\n" * 200000), why=LONG_BLOCK)
row(8, "300,000 continuation lines", "H", lambda: subject(b"x\r\n" + b" x\r\n" * 299999 + b" x"), why=LONG_HEADER)
row(9, "an empty file", "H", b"", why="empty")
row(9, "a header without a body", "A", mail(body=b""), text="")
row(9, "a header cut short", "A", b"From: ada@example.net\r\nTo: stories@example.org", text="")
row(9, "a body without a header", "H", b"\r\n" + STORY, why="no header")
row(9, "words without a header", "H", STORY, why="no header")
row(9, "NUL octets", "A", lambda: subject(b"a\0b", body=b"\0" * 100000 + STORY), text="mailing list")
row(10, "odd line ends", "A", mail(body=b"a\rb\nc\r\n\r\nx\n.\r\nMAIL FROM:<v@example.com>\r\n\r\n.\n"), text="MAIL FROM:<v@example.com>")

# What senders leave out (TR-04): each is read like its well-formed twin. PROVES TR-04
TWIN = b"--b\r\n" + TEXT + b"--b\r\nContent-Type: text/plain\r\n\r\nThe end."
for name, octets in (("no last boundary", mail(b"MIME-Version: 1.0\r\n" + BOX, TWIN)), ("no MIME-Version", mail(BOX, TWIN + b"\r\n--b--\r\n")), ("no last line end", mail(body=STORY + b"The end.")),
                     ("bare line feeds", mail(b"MIME-Version: 1.0\r\n" + BOX, TWIN + b"\r\n--b--\r\n").replace(b"\r\n", b"\n")), ("a space before the colon", mail(body=STORY + b"The end.\r\n").replace(b"Subject:", b"Subject :"))):
    row(6, name, "A", octets, subject="A story", sender="ada@example.net", text="wrote a library.\nThe end.", answered="ada@example.net")

# Encoding. PROVES B-11 to B-19, B-21, B-22, OS-12

row(11, "octets that are no UTF-8", "A", subject(b"\xff\xfe J\xf6rg \xc0\xaf \xed\xa0\x80 \xef\xbb\xbf"),
    subject="\ufffd\ufffd J\ufffdrg \ufffd\ufffd \ufffd\ufffd\ufffd", flag="could not be read")
row(11, "a name that is no UTF-8", "A", sender(b"J\xf6rg <ada@example.net>"), called="J\ufffdrg", sender="ada@example.net")
row(11, "an address that is no UTF-8", "H", sender(b"<j\xf6rg@example.net>"), why="no usable sender")
row(12, "a line break in an encoded word", "A", subject(b"=?utf-8?Q?x=0D=0ABcc:_v@example.com?="), subject="x Bcc: v@example.com")
row(13, "UTF-7 in the subject", "A", subject(b"=?utf-7?Q?+ADw-script+AD4-?="), subject_has="+ADw-script+AD4-")
row(13, "UTF-7 in the body", "A", typed(b"text/plain; charset=utf-7", b"+ADw-script+AD4- and a story that is long enough\r\n"), text="+ADw-script+AD4-")
row(14, "an unknown charset", "A", typed(b"text/plain; charset=x-none", b"caf\xe9 and " + STORY), text="caf\u00e9", flag="charset guessed")
row(14, "a charset name of 1 kB", "A", typed(b"text/plain; charset=" + b"x" * 1000, b"caf\xe9 and " + STORY), text="caf\u00e9", flag="charset guessed")
row(14, "a charset name with a switch", "A", typed(b'text/plain; charset="utf-8//TRANSLIT"', b"caf\xc3\xa9 and " + STORY), text="caf\u00e9")
row(14, "ISO-2022-JP cut short", "A", typed(b"text/plain; charset=iso-2022-jp", STORY + b"\x1b$B$3\x1b$"), text="mailing list")
row(14, "a UTF-16 body", "A", typed(b"text/plain; charset=utf-16", STORY.decode().encode("utf-16")), text="mailing list")
row(15, "a thousand encoded words", "A", subject(b"=?utf-8?Q?=41?= " * 1000), subject="A" * 998)
row(15, "50,000 encoded words", "H", lambda: subject(b"=?utf-8?Q?=41?= " * 50000), why=LONG_BLOCK)
row(16, "bad quoted-printable", "A", mail(b"Content-Transfer-Encoding: quoted-printable\r\n", b"=\r=ZZ=4 and " + STORY), text="mailing list")
row(16, "bad base64", "A", mail(b"Content-Transfer-Encoding: base64\r\n", b"=@#!A" + base64.encodebytes(STORY)))
row(16, "bad uuencode", "A", mail(b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 a\r\nM\r\n\xff\xff\r\n#0V%T\r\nM'end\r\n"))
row(16, "20 MB of base64 text", "A", lambda: mail(b"Content-Transfer-Encoding: base64\r\n", base64.encodebytes(STORY * 320000)), text="mailing list", flag="longer than 1 MiB", large=True)
row(17, "an attachment of 50 MB", "A", lambda: parts(TEXT, b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="story.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + (b"QUJD" * 19 + b"\r\n") * 680000),
    text="mailing list", flag="attachment dropped", told="larger than 25 MiB", cut=True, large=True)


def archive(*members):
    """A zip of (name, content) each."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(name, content)
    return octets.getvalue()


BOMB = archive(("x", b"\0" * 50000000))
for name, content in (("a zip bomb", BOMB), ("a zip in a zip in a zip", archive(("a.zip", archive(("b.zip", BOMB))))), ("a zip with paths", archive(("../x", b"x"), ("/etc/cron.d/x", b"x")))):
    row(18, name, "A", attached(b'filename="a.zip"', content, b"application/zip"), attachment="a.zip", size=len(content), text="mailing list")
row(18, "a zip with a path out of its folder", "A", attached(b'filename="a.zip"', b"PK\x03\x04" + b"../../x" * 100, b"application/zip"), attachment="a.zip", text="mailing list")

NAMES = {b'filename="../../etc/cron.d/x"': "x", b'filename="a\0b"': None, b'filename="' + b"n" * 4096 + b'"': None, b"filename=CON": "CON", b"filename=-rf": "-rf",
         b'filename="\xe2\x80\xaegpj.exe"': "gpj.exe", b'filename="=?utf-8?Q?f=0ABcc:_v@example.com?="': None,
         b"filename*0*=utf-8''..%2F..%2Fetc%2F; filename*1*=pass%0Awd": None, b'filename="f\r\n Bcc: v@example.com"': None}
for disposition, name in NAMES.items():
    row(19, "an attachment called %r" % disposition[:40].decode("latin-1"), "A", attached(disposition), text="mailing list", **({"attachment": name} if name else {}))

row(20, "an external body", "A", parts(TEXT, b'Content-Type: message/external-body; access-type=URL; URL="http://127.0.0.1:9/x"\r\n\r\nContent-Type: text/plain\r\n\r\n'), text="mailing list", alone=True)
row(20, "a picture elsewhere", "A", html(b'<p>A story.</p><img src="http://127.0.0.1:9/x"><link rel=stylesheet href="http://127.0.0.1:9/x.css"><iframe src="http://127.0.0.1:9/"></iframe>'), text="A story.", alone=True)
row(20, "a calendar with an attachment elsewhere", "A", parts(TEXT, b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nATTACH:http://127.0.0.1:9/x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), text="mailing list", alone=True)
row(20, "a document with entities elsewhere", "A", html(b'<!DOCTYPE html PUBLIC "x" "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>A story. &e;</p>'), text="A story.", alone=True)
row(21, "one piece of a divided mail", "H", typed(b'message/partial; id="x"; number=1; total=2', STORY), why="split")
row(22, "encrypted with OpenPGP", "H", typed(b'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n"), why="encrypted", told="could not read it")
row(22, "encrypted with S/MIME", "H", typed(b"application/pkcs7-mime; smime-type=enveloped-data", b"MIIB\r\n"), why="encrypted", told="could not read it")

# Text that wants to be code. PROVES B-23 to B-31

row(23, "a page that wants to run", "A", html(b'<script>alert(1)</script><style>p{background:url(http://x.example/)}</style><svg onload=alert(2)></svg><p>A story.</p><a href="data:text/html,x">l</a><form action="http://x.example/"><input value=v></form>'),
    text="A story.", text_lacks=("alert", "background", "onload", "data:"))
TAG = b"<img src=x onerror=alert(1)>"
row(24, "HTML as a name", "A", sender(b'"' + TAG + b'" <ada@example.net>'), called=TAG.decode(), tags=(TAG.decode(),))
row(24, "HTML as a subject", "A", subject(TAG), subject=TAG.decode(), tags=(TAG.decode(),))
row(24, "HTML as text", "A", mail(body=b"</pre></body>" + TAG + b"\r\n"), text=TAG.decode(), tags=(TAG.decode(),))
row(24, "HTML as the name of an attachment", "A", attached(b'filename="' + TAG + b'.txt"'), text="mailing list", tags=(TAG.decode(),))
FORMULAS = (b"=cmd|' /C calc'!A0", b"+1", b"-1", b"@SUM(1)", b"=DDE(\"cmd\";\"/C calc\";\"x\")")
for formula in FORMULAS:
    row(25, "a formula as a subject: " + formula.decode(), "A", subject(formula), subject=formula.decode(), csv="'" + formula.decode())
row(25, "a formula behind a tab", "A", subject(b"=?utf-8?Q?=09=3D1?="), subject="=1", csv="'=1")
row(25, "a formula behind a CR", "A", subject(b"=?utf-8?Q?=0D=3D1?="), subject="=1", csv="'=1")
row(25, "a formula as a name", "A", sender(b'"=1+1" <ada@example.net>'), called="=1+1", csv="'=1+1")
row(25, "a formula as text", "A", mail(body=b"=1+1\r\n"), text="=1+1")
for escape in (b"\x1b]0;owned\x07", b"\x1b[2J", b"\xc2\x9b2J"):
    row(26, "a terminal escape %r as a subject" % escape, "A", subject(escape + b" x"), subject_has="x")
    row(26, "a terminal escape %r as a name" % escape, "A", sender(b'"' + escape + b'" <ada@example.net>'))
    row(26, "a terminal escape %r as text" % escape, "A", mail(body=escape + STORY), text="mailing list")
row(27, "a line break that fakes the log", "A", subject(b"=?utf-8?Q?x=0A2021-07-20_ok?="), subject="x 2021-07-20 ok", log_lines=True)
row(28, "turned-around and invisible characters", "A", subject("a\u202eb\u2066c\u200bd".encode()), subject="abcd")
row(28, "a look-alike domain", "A", sender("ada@ex\u0430mple.net".encode()), sender="ada@xn--exmple-4nf.net")
row(29, "a thousand accents on one letter", "A", subject(("a" + "\u0301" * 1000).encode()), marks=8)
row(29, "a million accents in the text", "A", lambda: mail(body=("a" + "\u0301" * 1000000).encode() + STORY), marks=8, large=True)
for words in (b"{{template}}", b"{{{reply}}}", b"{{#story}}x", b"%s%n%x", b"$(id)", b"`id`", b"../../etc/passwd", b"\\0"):
    row(30, "a title for programs: " + words.decode(), "A", subject(words), subject=words.decode(), answer_subject="Re: " + words.decode().replace("...", ""))
row(30, "a template as text", "A", mail(body=b"{{#story}}{{/story}} {{{x}}}\r\n"), text="{{#story}}{{/story}} {{{x}}}")
row(31, "SQL as a subject", "A", subject(b"'; drop table mail;--"), subject="'; drop table mail;--")
row(31, "SQL as an address", "A", sender(b"o'--@example.net"), sender="o'--@example.net")

# Addresses. PROVES B-32, B-33, B-35 to B-38, TR-11

NOBODY = "no usable sender"
row(32, "no From", "H", mail(sender=b""), why=NOBODY)
row(32, "two From fields", "H", mail(sender=b"From: ada@example.net\r\nFrom: bob@example.net\r\n"), why=NOBODY)
row(32, "a group as From", "H", sender(b"g: ada@example.net, bob@example.net;"), why=NOBODY)
row(32, "an empty From", "H", sender(b"<>"), why=NOBODY)
row(32, "words behind the address", "H", sender(b"e@example.org> garbage"), why=NOBODY)
row(32, "two at signs", "H", sender(b"a@b@example.net"), why=NOBODY)
row(32, "two addresses in brackets", "H", sender(b"<ada@example.net> <v@example.com>"), why=NOBODY)
row(33, "a quoted local part", "H", sender(b'"a b"@example.org'), why=NOBODY)
row(34, "an address like an option", "A", sender(b"-oQ/var/x@example.net"), sender="-oQ/var/x@example.net", answered="-oQ/var/x@example.net")
row(34, "an address like a short option", "A", sender(b"-f@example.net"), sender="-f@example.net", answered="-f@example.net")
row(35, "a command in an encoded address", "H", sender(b"=?utf-8?Q?a=40example.net=0D=0ARCPT_TO:<v=40example.com>?="), why=NOBODY)
row(35, "a command in a group", "H", sender(b"g:a@example.net\r\n RCPT TO:<v@example.com>;"), why=NOBODY)
row(35, "a space in the address", "H", sender(b"<a da@example.net>"), why=NOBODY)
row(35, "a bracket in the address", "H", sender(b"<a>da@example.net>"), why=NOBODY)
row(35, "a NUL in the address", "H", sender(b"<a\0da@example.net>"), why=NOBODY)
row(36, "an international local part", "H", sender("\u00f6@example.org".encode()), why="cannot confirm (SMTPUTF8)", unchanged="\u00f6@example.org")
row(36, "an international address, both halves", "H", sender("\u674e <\u674e@\u4f8b.example>".encode()), why="cannot confirm (SMTPUTF8)", unchanged="\u674e@xn--fsq.example")
row(36, "an international domain", "A", sender("ada@b\u00f6.example".encode()), sender="ada@xn--b-1ga.example", answered="ada@xn--b-1ga.example")
row(37, "Reply-To elsewhere", "A", mail(b"Reply-To: victim@example.com\r\n"), answered="ada@example.net")
row(37, "Reply-To a crowd", "A", mail(b"Reply-To: ada@example.net, victim@example.com\r\n"), answered="ada@example.net")
row(38, "the program's name", "A", sender(b'"callbox admin" <ada@example.net>'), sender="ada@example.net", noted="bears our name", digest="callbox admin (external) <ada@example.net>")
row(38, "an organizer's name", "A", sender(b'"Rosa Example" <ada@example.net>'), sender="ada@example.net", noted="an organizer's name", digest="Rosa Example (external) <ada@example.net>")
row(38, "an organizer's name, written otherwise", "A", sender(b'"ROSA  EXAMPLE, chair" <ada@example.net>'), sender="ada@example.net", noted="an organizer's name", digest="(external) <ada@example.net>")
row(38, "an organizer's address as a name", "A", sender(b"=?utf-8?Q?rosa=40example.org?= <ada@example.net>"), sender="ada@example.net", noted="an organizer's name", digest="rosa@example.org (external) <ada@example.net>")
row(38, "another address as a name", "A", sender(b"=?utf-8?Q?chair=40example.org?= <ada@example.net>"), sender="ada@example.net", noted="another address", digest="chair@example.org (external) <ada@example.net>")
row(38, "an honest name", "A", sender(b"Ada <ada@example.net>"), sender="ada@example.net", digest="Ada <ada@example.net>")

# PROVES RE-20
row(37, "Resent-From elsewhere", "A", mail(b"Resent-From: victim@example.com\r\nResent-Sender: victim@example.com\r\nResent-To: stories@example.org\r\n"), sender="ada@example.net", answered="ada@example.net")

# Machines, loops, identity. What needs a conversation is in talk.t. PROVES B-39, B-40, B-43, B-48, B-49

row(39, "our own address", "I", sender(b"stories@example.org"), kind="own")
row(39, "our own address with a token", "I", sender(b"stories+abcdefghijklmnopqrst@example.org"), kind="own")
row(40, "an automatic answer", "I", mail(b"Auto-Submitted: auto-replied\r\n"), kind="auto")
row(40, "the header of an autoresponder", "I", mail(b"X-Autoreply: yes\r\n"), kind="auto")
# RULES CL-04 is narrower than the bad input: words in a subject hold back the answer.
row(40, "the subject of an autoresponder", "A", subject(b"Out of office"), text="mailing list", answered=None)
# RULES CL-03 and CL-09: list and bulk mail is a story that is not answered.
row(43, "a foreign list", "A", mail(b"List-Id: <x.example.com>\r\n"), text="mailing list", answered=None)
row(43, "bulk mail", "A", mail(b"Precedence: bulk\r\n"), text="mailing list", answered=None)


def report(status_part, kind=b"delivery-status", of=b"message/delivery-status"):
    return typed(b"multipart/report; report-type=" + kind + b"; boundary=b",
                 b"--b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n--b\r\nContent-Type: " + of + b"\r\n\r\n" + status_part +
                 b"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <cb1.aaaaaaaaaaaaaaaaaaaa.1@example.org>\r\n--b--\r\n")


FATE = b"Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; ada@example.net\r\nAction: %s\r\nStatus: %s\r\n"
row(41, "a delivery report of a failure", "I", report(FATE % (b"failed", b"5.1.1")), kind="bounce")
row(41, "a delivery report of a delay", "I", report(FATE % (b"delayed", b"4.2.2")), kind="bounce")
row(41, "a feedback report", "I", report(b"Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\n", b"feedback-report", b"message/feedback-report"), kind="feedback")
row(41, "a read receipt", "I", report(b"Final-Recipient: rfc822; ada@example.net\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n", b"disposition-notification", b"message/disposition-notification"), kind="feedback")
row(42, "a forged bounce", "I", report(FATE % (b"failed", b"5.1.1")).replace(b"To: stories@", b"To: bounces+aaaaaaaaaaaaaaaaaaaa@"), kind="bounce")
row(48, "no Message-ID", "A", mail(id=b""), answered="ada@example.net", in_reply_to=None)
row(48, "a Message-ID of 10 kB", "A", mail(id=b"Message-ID: <" + b"x" * 10000 + b"@example.net>\r\n"), answered="ada@example.net", in_reply_to=None)
row(48, "a Message-ID with a space", "A", mail(id=b"Message-ID: <a b@example.net>\r\n"), answered="ada@example.net", in_reply_to=None)
row(48, "a header in a Message-ID", "A", mail(id=b"Message-ID: =?utf-8?Q?<a@example.net>=0D=0ABcc:_v@example.com?=\r\n"), answered="ada@example.net", in_reply_to=None)
row(49, "2,000 references", "A", mail(b"References: " + b" ".join(b"<%d@a.net>" % i for i in range(2000)) + b"\r\n"), answered="ada@example.net", references=32)
row(49, "100,000 references", "H", lambda: mail(b"References: " + b"".join(b" <%d@a.net>" % i for i in range(100000)) + b"\r\n"), why=LONG_BLOCK)

# Time. PROVES B-54, B-55

DATES = {b"Sat, 01 Jan 1901 00:00:00 +0000": "1901", b"Thu, 01 Jan 2099 00:00:00 +0000": "2099", None: None, b"20 Jul 21 10:00 +0000": "2021-07-20T10:00:00",
         b"Mon, 19 Jul 2021 10:00:00 EST": None, b"Mon, 19 Jul 2021 10:00:00 +9999": None, b"Mon, 19 Jul 2021 23:59:60 +0000": "2021-07-19T23:59:59",
         b"yesterday": None, b"Mon, 99 Foo 99999999999999999999 99:99:99 +99999999": None}
for value, date in DATES.items():
    # P-19: whatever Date says, the mail arrived on 19 July.
    row(54, "dated %s" % (value or b"nothing").decode(), "A", mail(date=b"Date: " + value + b"\r\n" if value else b""), verdict="on time", text="mailing list")
row(55, "500 hops", "H", lambda: mail(b"Received: from a by b; Mon, 19 Jul 2021 08:14:51 +0000\r\n" * 500), why="50 Received")
row(55, "a forged arrival", "A", mail(b"Received: by mx1.example.org; Tue, 01 Jun 2021 00:00:00 +0000\r\n"), received="2021-07-19T08:14:51Z")

# Calendar. PROVES B-58, B-60, B-61


def calendar(lines, method=b"REPLY", before=b""):
    return typed(b"text/calendar; method=" + method, before + b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" + method + b"\r\nBEGIN:VEVENT\r\n" + lines + b"END:VEVENT\r\nEND:VCALENDAR\r\n")


YES = b"DTSTAMP:20210719T081451Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\r\n"
row(56, "an answer with an unknown UID", "I", calendar(b"UID:nobody-knows\r\n" + YES), kind="rsvp")
for method in (b"COUNTER", b"CANCEL", b"REQUEST", b"PUBLISH"):
    row(57, "a calendar object with %s" % method.decode(), "I", calendar(b"UID:u\r\n" + YES, method), kind="calendar")
row(58, "a rule without end", "I", calendar(b"UID:u\r\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\n" + YES), kind="rsvp")
row(58, "a summary of ten million letters", "A", lambda: calendar(b"UID:u\r\nSUMMARY:" + b"A" * 10000000 + b"\r\n" + YES), flag="calendar", large=True)
row(58, "a million events", "A", lambda: calendar(b"BEGIN:VEVENT\r\n" * 1000000), flag="calendar", large=True)
row(60, "a zone with a million dates", "A", lambda: calendar(b"UID:u\r\n" + YES, before=b"BEGIN:VTIMEZONE\r\nTZID:x\r\nRDATE:" + b"20210101T000000," * 1000000 + b"\r\nEND:VTIMEZONE\r\n"), flag="calendar", large=True)
row(60, "a zone that is a path", "I", calendar(b"UID:u\r\nDTSTART;TZID=../../etc/passwd:20210722T080000\r\n" + YES), kind="rsvp", alone=True)
row(61, "winmail.dat", "A", attached(b'filename="winmail.dat"', b"\x78\x9f\x3e\x22", b"application/ms-tnef"), text="mailing list", flag="winmail.dat", attachment="winmail.dat")
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:%s\r\n" + YES + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
row(61, "two calendars in one mail", "I", parts(TEXT, b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + ICS % b"one", b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + ICS % b"two"), kind="rsvp", uid="one", noted="another calendar object")
row(61, "a calendar as part and as attachment", "I", parts(TEXT, b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + ICS % b"one", b"Content-Type: application/ics; name=i.ics\r\nContent-Disposition: attachment; filename=i.ics\r\n\r\n" + ICS % b"one"), kind="rsvp", uid="one")

# Found while choosing the libraries. PROVES B-65 to B-69

GROUPS = b"{g:*}"
for name in (b"From", b"To", b"Reply-To", b"Sender"):
    own = {b"To": "to", b"From": "sender"}.get(name)
    row(65, "nested groups in " + name.decode(), "H", mail(name + b": " + b"g:" * 50000 + b";" * 50000 + b"\r\n", **({own: b""} if own else {})), why=LONG_HEADER)
row(66, "a tag with a hundred thousand attributes", "A", lambda: html(b"<p>A story.</p><a " + b"".join(b"a%d=1 " % i for i in range(100000)) + b">"), text="A story.")
row(67, "300 elements deep", "A", html(b"<div>" * 300 + b"A story." + b"</div>" * 300), flag="incomplete")
row(67, "300 elements deep beside plain text", "A", typed(b"multipart/alternative; boundary=b", b"--b\r\n" + TEXT + b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 300 + b"deep" + b"</div>" * 300 + b"\r\n--b--\r\n"), text="mailing list")
row(68, "an empty calendar part", "A", typed(b"text/calendar", b""), text="")
row(68, "an empty calendar part beside a story", "A", parts(TEXT, b"Content-Type: text/calendar\r\n\r\n"), text="mailing list")
row(69, "GB 18030", "A", typed(b"text/plain; charset=gb18030", b"\xc4\xe3 and " + STORY), text="\u4f60 and")
row(69, "KOI8-R", "A", typed(b"text/plain; charset=koi8-r", b"\xd0\xd2\xc9\xd7\xc5\xd4 and " + STORY), text="\u043f\u0440\u0438\u0432\u0435\u0442 and")
row(69, "an ISO-2022-JP subject", "A", subject(b"=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?="), subject="\u3053\u3093\u306b\u3061\u306f")
row(69, "a calendar of Berlin", "I", calendar(b"UID:u\r\nDTSTART;TZID=Europe/Berlin:20210722T080000\r\n" + YES), kind="rsvp")
