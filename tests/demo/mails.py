"""The mails of the demo, octet for octet as the programs of their authors would write them."""
import base64
import textwrap

CALL = "stories@example.org"


def octets(head, body):
    """HEAD (str, one field a line) and BODY (bytes with line feeds) as they travel."""
    return textwrap.dedent(head).strip().replace("\n", "\r\n").encode() + b"\r\n\r\n" + body.replace(b"\n", b"\r\n")


def word(text, charset, name=None):
    """An encoded word (RFC 2047)."""
    return "=?%s?B?%s?=" % (name or charset, base64.b64encode(text.encode(charset)).decode())


def ada():
    """Gmail: plain text and HTML of the same words."""
    return octets("""
        MIME-Version: 1.0
        Date: Mon, 19 Jul 2021 10:14:38 +0200
        Message-ID: <CAF7u2p0xQ=demo-ada@mail.example.net>
        Subject: A good story: the reviewer who joined us
        From: Ada Moreau <ada.moreau@example.net>
        To: stories@example.org
        Content-Type: multipart/alternative; boundary="000000000000a1b2c305c7754e12"
        """, """--000000000000a1b2c305c7754e12
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

A reviewer took our workshop paper apart, line by line, and signed the
review. We wrote to thank her. Two months later she was our co-author =E2=80=93
and the paper became the library that half the lab uses today.

Ada

--000000000000a1b2c305c7754e12
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<div dir=3D"ltr">A reviewer took our workshop paper apart, line by line, and =
signed the review. We wrote to thank her. Two months later she was our co-aut=
hor =E2=80=93 and the paper became the library that half the lab uses today.<=
br><br>Ada</div>

--000000000000a1b2c305c7754e12--
""".encode())


def juergen():
    """Outlook: HTML alone, in windows-1252."""
    return octets("""
        From: =?Windows-1252?Q?J=FCrgen_Gro=DF?= <juergen.gross@example.com>
        To: "stories@example.org" <stories@example.org>
        Subject: =?Windows-1252?Q?Horror_story:_=93just_one_more_merge=94?=
        Thread-Index: Add8kq2xQmJyq0YkQZ2n2b8m1mJ0Tw==
        Date: Mon, 19 Jul 2021 15:02:11 +0000
        Message-ID: <AM0PR04MB51.demo-juergen@outlook.example.com>
        Accept-Language: de-DE, en-US
        Content-Language: de-DE
        Content-Type: text/html; charset="Windows-1252"
        Content-Transfer-Encoding: 8bit
        MIME-Version: 1.0
        X-Mailer: Microsoft Outlook 16.0
        """, """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal { margin: 0cm; font-family: "Calibri", sans-serif; }</style></head>
<body lang="DE"><div class="WordSection1">
<p class="MsoNormal">Dear organizers,<o:p></o:p></p>
<p class="MsoNormal">&nbsp;</p>
<p class="MsoNormal">seven labs, one branch, and a postdoc who said \u201cjust one more merge\u201d on the
evening before the deadline. It cost us a weekend and \u20ac 4.000 of cluster time \u2026 and gave us
the best review rules we ever had.<o:p></o:p></p>
<p class="MsoNormal">&nbsp;</p>
<p class="MsoNormal">Viele Gr\u00fc\u00dfe<br>J\u00fcrgen<o:p></o:p></p>
</div></body></html>
""".encode("cp1252"))


def hana():
    """A Japanese client: ISO-2022-JP, seven bits wide."""
    head = """
        Date: Tue, 20 Jul 2021 10:30:05 +0900
        From: %s <hana.sato@example.net>
        To: stories@example.org
        Subject: %s
        Message-Id: <20210720103005.3F2A.demo-hana@example.net>
        MIME-Version: 1.0
        Content-Type: text/plain; charset="ISO-2022-JP"
        Content-Transfer-Encoding: 7bit
        X-Mailer: Becky! ver. 2.81.06 [ja]
        """ % (word("佐藤 花", "iso2022_jp", "ISO-2022-JP"), word("翻訳から始まった共同研究", "iso2022_jp", "ISO-2022-JP"))
    return octets(head, "論文の日本語訳を公開したところ、著者から連絡が来ました。\n"
                        "今では四つの国の六人で、毎週いっしょに研究しています。\n\n佐藤 花\n".encode("iso2022_jp"))


LI_WEI = "%s <li.wei@example.com>" % word("李伟", "gb18030")


def wei():
    """A Chinese webmail: gb18030 in base64."""
    head = """
        Date: Tue, 20 Jul 2021 17:12:44 +0800 (CST)
        From: %s
        To: stories@example.org
        Subject: %s
        Message-ID: <3c1d9a2.7f01.demo-wei@mail.example.com>
        X-Priority: 3
        MIME-Version: 1.0
        Content-Type: text/plain; charset=gb18030
        Content-Transfer-Encoding: base64
        """ % (LI_WEI, word("一个周末的开源奇迹", "gb18030"))
    text = "我们在论坛上认识，从未见过面。\n一个周末之后，数据集就有了十二种语言。\n"
    return octets(head, base64.encodebytes(text.encode("gb18030")))


def wei_revises(reply_to, message_id):
    """The same author, in answer to the receipt."""
    head = """
        Date: Tue, 20 Jul 2021 22:40:02 +0800 (CST)
        From: %s
        To: %s
        Subject: %s
        Message-ID: <3c1d9b8.81aa.demo-wei@mail.example.com>
        In-Reply-To: %s
        References: <3c1d9a2.7f01.demo-wei@mail.example.com> %s
        MIME-Version: 1.0
        Content-Type: text/plain; charset=gb18030
        Content-Transfer-Encoding: base64
        """ % (LI_WEI, reply_to, word("Re: 一个周末的开源奇迹", "gb18030"), message_id, message_id)
    text = "REVISE\n我们在论坛上认识，从未见过面。\n一个周末之后，数据集就有了十四种语言，现在还在增加。\n"
    return octets(head, base64.encodebytes(text.encode("gb18030")))


def anna():
    """A Russian client: koi8-r, eight bits wide."""
    head = """
        Date: Tue, 20 Jul 2021 14:40:19 +0300
        From: %s <anna.sokolova@example.net>
        To: stories@example.org
        Subject: %s
        Message-ID: <demo-anna.60f6b5c3@example.net>
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.12.0
        MIME-Version: 1.0
        Content-Type: text/plain; charset=koi8-r
        Content-Transfer-Encoding: 8bit
        """ % (word("Анна Соколова", "koi8-r"), word("Хорошая история про чужой код", "koi8-r"))
    return octets(head, "Мы нашли ошибку в чужой библиотеке и прислали исправление.\n"
                        "Через год мы вместе написали новую.\n\nАнна\n".encode("koi8-r"))


def marisol():
    """Apple Mail: format=flowed, whose soft line ends are no line ends."""
    return octets("""
        From: Marisol Vega <marisol@example.com>
        Content-Type: text/plain;
        	charset=utf-8;
        	format=flowed
        Content-Transfer-Encoding: 8bit
        Mime-Version: 1.0 (Mac OS X Mail 14.0 \\(3654.100.0.2.22\\))
        Subject: Good story, told from a train
        Message-Id: <5E0B6A51-demo-marisol@example.com>
        Date: Tue, 20 Jul 2021 13:05:27 -0700
        To: stories@example.org
        X-Mailer: Apple Mail (2.3654.100.0.2.22)
        """, """Our first contributor fixed a bug in our tokenizer on a night train, with \n\
no network, and mailed the patch from the platform in Oaxaca.

She runs the project now.

— Marisol

Sent from my iPhone
""".encode())


def joao():
    """mutt: plain text, through a filter on the mail server."""
    return octets("""
        Date: Tue, 20 Jul 2021 23:20:12 -0300
        From: =?utf-8?B?Sm/Do28gUHJhZG8=?= <joao@example.net>
        To: stories@example.org
        Subject: horror story: the shared password
        Message-ID: <YPd7jO1xdemo-joao@laptop.example.net>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Disposition: inline
        Content-Transfer-Encoding: 8bit
        User-Agent: Mutt/2.0.7 (2021-05-04)
        """, """Eleven institutions, one shared password, and a colleague who changed it
on a Friday. We met our whole consortium on the phone that night.

-- \nJoão
""".encode())


def keala():
    """The last second, anywhere on Earth."""
    return octets("""
        Date: Wed, 21 Jul 2021 01:59:51 -1000
        From: Keala Nakamura <keala@example.net>
        To: stories@example.org
        Subject: Good story (sorry, it is late here!)
        Message-ID: <demo-keala.1a2b@example.net>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=us-ascii
        """, b"""We share one telescope, two time zones and a spreadsheet. The spreadsheet
turned out to be the best collaborator of us all.

Keala
""")


def sam():
    """Written in time, arrived one second late."""
    return octets("""
        Date: Wed, 21 Jul 2021 12:58:31 +0100
        From: Sam Lindqvist <sam@example.com>
        To: stories@example.org
        Subject: Horror story: the server room
        Message-ID: <demo-sam.77@example.com>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        """, b"""We had agreed that everyone keeps a backup of everyone else's data.
Everyone had. In the same room.

Sam
""")


def poison():
    """A From header that crashes parsers which walk groups by recursion."""
    return b"From: " + b"g:" * 50000 + b";" * 50000 + b"\r\nTo: stories@example.org\r\nSubject: hello\r\n\r\nhello\r\n"


def away(reply_to, message_id):
    """Marisol's out-of-office, to the receipt."""
    return octets("""
        From: Marisol Vega <marisol@example.com>
        To: %s
        Subject: Automatic reply: Good story, told from a train
        Date: Tue, 20 Jul 2021 13:05:51 -0700
        Message-ID: <demo-marisol-away@example.com>
        In-Reply-To: %s
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        """ % (reply_to, message_id), b"I am away until 26 July and read mail now and then.\n")


def bounce(verp, message_id):
    """Anna's mailbox is full: what her mail server reports, to the envelope sender."""
    return octets("""
        Date: Tue, 20 Jul 2021 14:41:02 +0300 (MSK)
        From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: %s
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="5C0D44C1F2.1626781262/mx.example.net"
        Message-Id: <20210720114102.6A11E4C1F3@mx.example.net>
        """ % verp, ("""--5C0D44C1F2.1626781262/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<anna.sokolova@example.net>: mailbox is full

--5C0D44C1F2.1626781262/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue, 20 Jul 2021 14:40:41 +0300 (MSK)

Final-Recipient: rfc822; anna.sokolova@example.net
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--5C0D44C1F2.1626781262/mx.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: stories@example.org
To: anna.sokolova@example.net
Message-Id: %s

--5C0D44C1F2.1626781262/mx.example.net--
""" % message_id).encode())
