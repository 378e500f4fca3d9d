#!/usr/bin/python3
"""Every name under which programs send a character set, as a body, as encoded words, and what goes wrong with them.

PROVES ST-06 B-14 through the whole reader; the octets are made by Python's codecs, not by iconv.
"""
import base64
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reading import check  # noqa: E402

LATIN, CENTRAL, GREEK, CYRILLIC = "Grüße, café", "Zażółć gęślą jaźń", "Καλημέρα", "Добрый день"
HEBREW, ARABIC, TURKISH, BALTIC = "שלום עולם", "مرحبا", "Günaydın, şey", "Labās ziņas"
SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, THAI = "你好，世界", "你好，世界", "こんにちは、漢字カナ", "안녕하세요", "สวัสดี"
NAMES = {
    "utf-8": ((LATIN, JAPANESE), "utf-8 UTF8 utf8mb4 unicode-1-1-utf-8 x-utf-8 x-unicode-2-0-utf-8 cp65001"),
    "cp1252": ((LATIN, "“so” – 10 €"), "iso-8859-1 ISO8859-1 ISO_8859-1 latin1 latin-1 l1 iso-ir-100 csISOLatin1 cp819 ibm819 windows-1252 cp1252 cp-1252 x-cp1252 ansi x-ansi"),
    "iso8859_2": ((CENTRAL,), "iso-8859-2 ISO8859-2 latin2 l2 csISOLatin2 iso-ir-101"),
    "iso8859_3": (("Ĉu vi parolas ĝin?",), "iso-8859-3 latin3"),
    "iso8859_4": ((BALTIC,), "iso-8859-4 latin4"),
    "iso8859_5": ((CYRILLIC,), "iso-8859-5 cyrillic csISOLatinCyrillic"),
    "iso8859_6": ((ARABIC,), "iso-8859-6 iso-8859-6-i arabic asmo-708 ecma-114"),
    "iso8859_7": ((GREEK,), "iso-8859-7 greek greek8 elot_928 ecma-118 csISOLatinGreek"),
    "iso8859_8": ((HEBREW,), "iso-8859-8 iso-8859-8-i iso-8859-8-e hebrew logical csISOLatinHebrew"),
    "cp1254": ((TURKISH,), "iso-8859-9 latin5 l5 csISOLatin5 windows-1254 cp1254 x-cp1254"),
    "iso8859_10": (("Sámi čáhppes",), "iso-8859-10 latin6 csISOLatin6"),
    "cp874": ((THAI,), "tis-620 iso-8859-11 windows-874 cp874 dos-874 tis620"),
    "iso8859_13": ((BALTIC,), "iso-8859-13 latin7"),
    "iso8859_14": (("Ŵythnos dda",), "iso-8859-14 latin8"),
    "iso8859_15": ((LATIN, "10 €"), "iso-8859-15 latin9 latin-9 l9 csISOLatin9 iso885915"),
    "iso8859_16": (("Bună ziua, știință",), "iso-8859-16 latin10"),
    "cp1250": ((CENTRAL,), "windows-1250 cp1250 x-cp1250 cp-1250 win-1250"),
    "cp1251": ((CYRILLIC,), "windows-1251 cp1251 x-cp1251 win-1251 cp-1251 windows1251"),
    "cp1253": ((GREEK,), "windows-1253 cp1253 x-cp1253"),
    "cp1255": ((HEBREW,), "windows-1255 cp1255 x-cp1255"),
    "cp1256": ((ARABIC,), "windows-1256 cp1256 x-cp1256"),
    "cp1257": ((BALTIC,), "windows-1257 cp1257 x-cp1257"),
    "cp1258": (("Đây là",), "windows-1258 cp1258 x-cp1258"),
    "koi8_r": ((CYRILLIC,), "koi8-r KOI8_R koi8 koi csKOI8R"),
    "koi8_u": (("Добрий день, їжак",), "koi8-u koi8-ru"),
    "cp437": (("café",), "ibm437 cp437"),
    "cp850": (("café",), "ibm850 cp850 cp-850"),
    "cp852": ((CENTRAL,), "ibm852 cp852"),
    "cp855": ((CYRILLIC,), "ibm855 cp855"),
    "cp858": (("café €",), "cp858 ibm00858"),
    "cp862": ((HEBREW,), "ibm862 cp862 dos-862"),
    "cp866": ((CYRILLIC,), "ibm866 cp866 866 csIBM866"),
    "mac_roman": ((LATIN,), "macintosh mac x-mac-roman macroman csMacintosh"),
    "mac_latin2": ((CENTRAL,), "x-mac-ce x-mac-centraleurroman"),
    "mac_cyrillic": ((CYRILLIC,), "x-mac-cyrillic x-mac-ukrainian"),
    "gb18030": ((SIMPLIFIED,), "gb18030 gb2312 GB_2312-80 csGB2312 gb2312-80 iso-gb2312 x-gb2312 x-gbk gbk cp936 ms936 windows-936 euc-cn x-euc-cn chinese iso-ir-58 csISO58GB231280 gb13000"),
    "hz": ((SIMPLIFIED,), "hz-gb-2312 hz"),
    "big5hkscs": ((TRADITIONAL,), "big5 big-5 x-big5 x-x-big5 cn-big5 csBig5 cp950 windows-950 big5-hkscs big5hkscs big5-eten"),
    "cp932": ((JAPANESE, "①㈱"), "shift_jis shift-jis Shift_JIS sjis x-sjis ms_kanji csShiftJIS windows-31j csWindows31J cp932 ms932 windows-932 cp943"),
    "euc_jp": ((JAPANESE,), "euc-jp x-euc-jp eucjp ujis euc_jp x-euc csEUCPkdFmtJapanese"),
    "iso2022_jp": ((JAPANESE,), "iso-2022-jp csISO2022JP iso-2022-jp-ms cp50220 cp50221 iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 x-iso2022jp"),
    "cp949": ((KOREAN,), "euc-kr x-euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ks_c_5601 ksc_5601 korean cp949 uhc ms949 windows-949 csEUCKR csKSC56011987 iso-ir-149"),
    "iso2022_kr": ((KOREAN,), "iso-2022-kr csISO2022KR"),
    "johab": ((KOREAN,), "johab cp1361 ms1361"),
    "utf-16": ((LATIN, CYRILLIC), "utf-16 unicode ucs-2 iso-10646-ucs-2"),
    "utf-16-le": ((LATIN,), "utf-16le"),
    "utf-16-be": ((LATIN,), "utf-16be unicodefffe"),
    "utf-32": ((LATIN,), "utf-32 ucs-4 iso-10646-ucs-4"),
}
rows = []


def told(answer):
    return answer["subject"], answer["text"].strip()


def mail(head, body):
    return b"From: Ada <ada@example.net>\r\nTo: stories@example.org\r\nDate: Mon, 19 Jul 2021 10:14:51 +0200\r\nMessage-ID: <a@example.net>\r\nMIME-Version: 1.0\r\n" + head + b"\r\n" + body


def body_row(name, charset, octets, text):
    head = b'Subject: x\r\nContent-Type: text/plain; charset="%s"\r\nContent-Transfer-Encoding: base64\r\n' % charset
    rows.append((name, mail(head, base64.encodebytes(octets)), ("x", text)))


def subject_row(name, raw, text):
    rows.append((name, mail(b"Subject: " + raw + b"\r\nContent-Type: text/plain\r\n", b"x\r\n"), (text, "x")))


for codec, (texts, names) in NAMES.items():
    for charset in names.split():
        for text in texts:
            octets = text.encode(codec)
            body_row("%s as a body: %s" % (charset, text), charset.encode(), octets, text)
            subject_row("%s as a subject: %s" % (charset, text), b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(octets)), text)

# Encoded words as programs write them.

WORD = "Grüße aus Łódź, 東京"
WHOLE = WORD.encode()
for at in range(1, len(WHOLE)):
    for form in ("B", "Q"):
        halves = [base64.b64encode(half) if form == "B" else b"".join(b"=%02X" % octet for octet in half) for half in (WHOLE[:at], WHOLE[at:])]
        subject_row("a word split after octet %d, %s" % (at, form), b"\r\n ".join(b"=?utf-8?%s?%s?=" % (form.encode(), half) for half in halves), WORD)
for name, raw, text in (
        ("two charsets side by side", b"=?iso-8859-1?Q?Gr=FC=DFe?= =?koi8-r?B?8NLJ18XU?=", "GrüßeПривет"),
        ("a word inside words", b"Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus Wien", "Re: Grüße aus Wien"),
        ("no space before a word", b"Re:=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Re:Grüße"),
        ("no space between words", b"=?utf-8?Q?Gr=C3=BC?==?utf-8?Q?=C3=9Fe?=", "Grüße"),
        ("a tab between words", b"=?utf-8?Q?Gr=C3=BC?=\r\n\t=?utf-8?Q?=C3=9Fe?=", "Grüße"),
        ("Q with spaces inside", b"=?utf-8?Q?Gr=C3=BC=C3=9Fe aus Wien?=", "Grüße aus Wien"),
        ("lower case all through", b"=?utf-8?q?gr=c3=bc=c3=9fe?=", "grüße"),
        ("base64 without its padding", b"=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("base64 with a space inside", b"=?utf-8?B?R3LD vMOfZQ==?=", "Grüße"),
        ("quotes around a word", b'"=?utf-8?Q?Gr=C3=BC=C3=9Fe?="', '"Grüße"'),
        ("raw UTF-8 beside a word", "Grüße ".encode() + b"=?utf-8?Q?aus?= Wien", "Grüße aus Wien"),
        ("UTF-8 that is not", b"=?utf-8?Q?Gr=FC=DFe?=", "Grüße"),
        ("a word cut short", b"=?utf-8?Q?Gr=C3=BC=C3=9F", "=?utf-8?Q?Gr=C3=BC=C3=9F"),
        ("an empty word", b"=?utf-8?Q??= x", "x"),
        ("an equals sign alone", b"=?utf-8?Q?a=b=?=", "a=b="),
        ("underscores and spaces", b"=?utf-8?Q?a_b=5Fc?=", "a b_c"),
        ("a line break inside a word", b"=?utf-8?Q?Gr=C3=BC=C3=9Fe_\r\n aus_Wien?=", "Grüße aus Wien"),
        ("Japanese over two words, each with its escapes", b"=?iso-2022-jp?B?GyRCJDMkcxsoQg==?=\r\n =?iso-2022-jp?B?GyRCJEskQSRPGyhC?=", "こんにちは"),
        ("Japanese over two words, its escapes over both", b"=?iso-2022-jp?B?GyRCJDMkcw==?=\r\n =?iso-2022-jp?B?JEskQSRPGyhC?=", "こんにちは"),
        ("UTF-7 is refused", b"=?utf-7?Q?+AGE-?=", "+AGE-"),
):
    subject_row(name, raw, text)

# What senders get wrong.

TEXT = "Grüße, and a story that is long enough to be one."
for name, head, body, text in (
        ("quoted-printable with raw octets among it", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n', "Grüße =C3=BC".encode(), "Grüße ü"),
        ("quoted-printable with soft breaks", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n', b"Gr=C3=BC=\r\n=C3=9Fe\r\nx", "Grüße\nx"),
        ("base64 with lines of any length", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n', b"\r\n".join(base64.b64encode(TEXT.encode())[i:i + 7] for i in range(0, 80, 7)), TEXT),
        ("base64 with junk between", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n', base64.b64encode(TEXT.encode()).replace(b"Z", b"!Z\x00"), TEXT),
        ("base64 declared, none sent", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n', TEXT.encode(), TEXT),
        ("an encoding that is none", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: utf-8\r\n', TEXT.encode(), TEXT),
        ("an encoding with a comment", b'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64 (as usual)\r\n', base64.encodebytes(TEXT.encode()), TEXT),
        ("a charset in single quotes", b"Content-Type: text/plain; charset='utf-8'\r\n", TEXT.encode(), TEXT),
        ("a charset behind a space", b"Content-Type: text/plain; charset= utf-8\r\n", TEXT.encode(), TEXT),
        ("a semicolon at the end", b"Content-Type: text/plain; charset=utf-8;\r\n", TEXT.encode(), TEXT),
        ("a charset twice", b"Content-Type: text/plain; charset=utf-8; charset=us-ascii\r\n", TEXT.encode(), TEXT),
        ("a charset in pieces", b"Content-Type: text/plain; charset*0=ut; charset*1=f-8\r\n", TEXT.encode(), TEXT),
        ("a charset with a charset", b"Content-Type: text/plain; charset*=us-ascii''utf-8\r\n", TEXT.encode(), TEXT),
        ("a type without a subtype", b"Content-Type: text; charset=utf-8\r\n", TEXT.encode(), TEXT),
        ("no type at all", b"", TEXT.encode(), TEXT),
        ("UTF-8 under the name of Latin-1", b"Content-Type: text/plain; charset=us-ascii\r\n", TEXT.encode(), TEXT),
        ("a page that names its own charset", b"Content-Type: text/html\r\n", b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><body>' + CYRILLIC.encode("koi8_r") + b"</body></html>", CYRILLIC),
        ("a page that names another charset than its header", b"Content-Type: text/html; charset=windows-1251\r\n", b'<html><head><meta charset="utf-8"></head><body>' + CYRILLIC.encode("cp1251") + b"</body></html>", CYRILLIC),
        ("no last boundary", b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode(), TEXT),
        ("a boundary with spaces behind", b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b  \r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode() + b"\r\n--b--  \r\n", TEXT),
        ("words around the parts", b"Content-Type: multipart/mixed; boundary=b\r\n", b"This is a mail in parts.\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode() + b"\r\n--b--\r\nThe end.\r\n", TEXT),
):
    rows.append((name, mail(b"Subject: x\r\n" + head, body), ("x", text)))

check(rows, told)
