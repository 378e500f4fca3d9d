#!/usr/bin/python3
"""IMAP by every kind of connection: what is read, when it is marked, whose clock decides, and whom we refuse to talk to."""
import email
import imaplib
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402
from servers import LIB, Dovecot, SmtpSink  # noqa: E402

NOW = "2021-07-21T13:30:00Z"
CUTOFF = 1626868800  # 2021-07-21T12:00:00Z

tap = Tap()
dovecot = Dovecot()


def flags(user, folder="INBOX"):
    connection = dovecot.client(user)
    connection.select(folder, readonly=True)
    found = [imaplib.ParseFlags(f) for f in connection.uid("FETCH", "1:*", "(FLAGS)")[1] if f]
    connection.logout()
    return found


def seen(user):
    return [b"\\Seen" in f for f in flags(user)]


# Each scheme brings a mail in and a receipt out (PROVES P-24).
for scheme in ("imaps", "imap", "imap+insecure"):
    user = "stories-" + scheme.replace("+", "-")
    sink = SmtpSink()
    box = Box(inbox=dovecot.inbox(user, scheme), outbox=sink.outbox())
    dovecot.append(mail(), CUTOFF - 86400, user)
    done = box.run("once", now=NOW)
    tap.equal((done.returncode, done.stderr), (0, b""), "%s: a pass" % scheme)
    letters = [email.message_from_bytes(m) for m in sink.mails()]
    tap.equal([m["To"] for m in letters if m["Auto-Submitted"] == "auto-replied"], ["ada@example.net"], "%s: the receipt is at the server" % scheme)
    tap.has(sink.letters()[0].split(b"\nReceived")[0].decode(), "X-Mail-Args: <bounces+", "%s: its envelope sender is for this letter alone" % scheme)
    tap.equal(seen(user), [True], "%s: the mail is marked" % scheme)

# Without ca_file nobody vouches for the server.
box = Box(inbox=dovecot.inbox("nobody").rsplit("\n", 1)[0])
done = box.run("once", now=NOW)
tap.equal(done.returncode, 69, "a certificate of an authority that we do not know is refused")
tap.has(done.stderr.decode(), "localhost", "and the server is named")

# \Seen only after the commit (PROVES P-3, TR-03).
box = Box(inbox=dovecot.inbox("commit"))
box.run("once", now=NOW)
dovecot.append(mail(), CUTOFF - 60, "commit")
lock = sqlite3.connect(os.path.join(box.spool, "callbox.db"), isolation_level=None)
lock.execute("BEGIN IMMEDIATE")
done = box.run("once", now=NOW)
tap.equal(done.returncode, 75, "a locked database: try again (PROVES P-13)")
tap.equal(seen("commit"), [False], "and the mail is not marked")
lock.execute("ROLLBACK")
tap.equal(box.run("once", now=NOW).returncode, 0, "the next pass")
tap.equal((seen("commit"), len(box.json("list"))), ([True], 1), "takes it and marks it")

# A mail that somebody read; a folder for what is done.
dovecot.append(mail(), CUTOFF - 60, "read")
connection = dovecot.client("read")
connection.store("1", "+FLAGS", "\\Seen")
connection.logout()
box = Box(inbox=dovecot.inbox("read"))
box.run("once", now=NOW)
tap.equal(len(box.json("list")), 1, "a mail that a person read first is taken all the same")

dovecot.append(mail(), CUTOFF - 60, "done")
box = Box(inbox=dovecot.inbox("done") + '\ndone = "Handled mail"')
box.run("once", now=NOW)
tap.equal((len(box.json("list")), flags("done")), (1, []), "handled mail leaves the inbox")
tap.equal(len(flags("done", '"Handled mail"')), 1, "for its folder (PROVES P-3)")

# Whose clock decides (PROVES TI-03, TI-04, P-19).
BORDER = ("Received: from mx1.example.org (mx1.example.org [192.0.2.1]) by imap.example.org with LMTP; Wed, 21 Jul 2021 12:20:00 +0000\r\n"
          "Received: from out.example.net (out.example.net [192.0.2.9]) by mx1.example.org with ESMTPS; Wed, 21 Jul 2021 11:59:58 +0000\r\n"
          "Received: from forged by mx1.example.org; Mon, 19 Jul 2021 00:00:00 +0000\r\n")
TRUST = '\ntrusted_by = {"imap.example.org", "mx1.example.org"}'
for user, internal, date, trust, verdict, by in (
        ("t1", CUTOFF - 1, "Thu, 22 Jul 2021 10:00:00 +0000", "", "on time", "INTERNALDATE"),
        ("t2", CUTOFF, "Mon, 19 Jul 2021 10:00:00 +0000", "", "late", "INTERNALDATE"),
        ("t3", CUTOFF + 1200, "Wed, 21 Jul 2021 11:59:00 +0000", "", "late", "INTERNALDATE"),
        ("t4", CUTOFF + 1200, "Wed, 21 Jul 2021 11:59:00 +0000", TRUST, "on time", "trusted Received")):
    octets = BORDER.encode() + mail(date=date)
    dovecot.append(octets, internal, user)
    box = Box(inbox=dovecot.inbox(user) + trust)
    box.run("once", now=NOW)
    story = box.json("show", "1")[0]
    tap.equal((story["verdict"], story["received_by"]), (verdict, by), "%s: %s by %s" % (user, verdict, by))
    if user == "t4":
        tap.equal(story["received"], "2021-07-21T11:59:58Z", "a forged field below the border changes nothing")

# The same mail by every door is one story with one receipt (PROVES P-5, F-16).
box = Box(inbox=dovecot.inbox("both") + '\n}\ninbox "local" {\nurl = "maildir:spool/inbox"')
dovecot.append(mail(), CUTOFF - 60, "both")
box.deliver(mail(), CUTOFF - 50)
box.run("filter", stdin=mail(), now=NOW)
box.run("once", now=NOW)
dovecot.append(mail(), CUTOFF + 7000, "both")
box.run("once", now=NOW)
tap.equal(len(box.json("list")), 1, "IMAP, Maildir, pipe and a second copy: one story")
tap.equal(len([m for m in box.letters() if m["Auto-Submitted"] == "auto-replied"]), 1, "one receipt")
account = box.json("account")[0]
tap.equal((account["in"], account["difference"]), (4, 0), "four deliveries, accounted for")

# Servers that are not who they should be (PROVES P-24, F-24).
tls = tempfile.mkdtemp(prefix="cbtls-")
script = '. "$LIB/tls.sh"; tls_ca "$1"; tls_cert "$1" wrong DNS:imap.example.com; tls_self_signed "$1" self; tls_cert "$1" expired DNS:localhost,IP:127.0.0.1 -1'
subprocess.run(["sh", "-c", script, "sh", tls], env=dict(os.environ, LIB=LIB), check=True)


class Impostor(threading.Thread):
    """Speaks enough IMAP to be told a password, and keeps every octet it was told."""

    def __init__(self, certificate, at_once, starttls=True):
        super().__init__(daemon=True)
        self.certificate, self.at_once, self.starttls = certificate, at_once, starttls
        self.told = b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        connection, _ = self.socket.accept()
        connection.settimeout(10)
        try:
            self.talk(self.secure(connection) if self.at_once else connection)
        except OSError:
            pass
        connection.close()

    def secure(self, connection):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(tls, self.certificate + ".pem"), os.path.join(tls, self.certificate + ".key"))
        return context.wrap_socket(connection, server_side=True)

    def talk(self, connection):
        connection.sendall(b"* OK ready\r\n")
        while line := connection.recv(4096):
            self.told += line
            tag = line.split()[0]
            if b"STARTTLS" in line.upper() and self.starttls:
                connection.sendall(tag + b" OK go\r\n")
                connection = self.secure(connection)
            elif b"STARTTLS" in line.upper() or b"LOGIN" in line.upper() or b"AUTH" in line.upper():
                connection.sendall(tag + b" BAD no\r\n")
            else:
                connection.sendall(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN%s\r\n%s OK\r\n" % (b" STARTTLS" if self.starttls else b"", tag))


for certificate, scheme, starttls, what in (
        ("wrong", "imaps", True, "a wrong name"), ("wrong", "imap", True, "a wrong name after STARTTLS"),
        ("self", "imaps", True, "a certificate signed by itself"), ("self", "imap", True, "the same after STARTTLS"),
        ("expired", "imaps", True, "an expired certificate"), ("wrong", "imap", False, "a server without STARTTLS")):
    server = Impostor(certificate, scheme == "imaps", starttls)
    box = Box(inbox='url = "%s://ada@localhost:%d/INBOX"\npassword_command = {"/bin/echo", "secret"}\nca_file = "%s/ca.pem"' % (scheme, server.port, tls))
    done = box.run("once", now=NOW)
    server.join(5)
    tap.equal(done.returncode, 69, "%s is refused" % what)
    tap.ok(not any(word in server.told.upper() for word in (b"LOGIN", b"AUTHENTICATE", b"SECRET")), "%s is told no password" % what, server.told)
    tap.ok(not box.json("status")[0]["doors"][0]["ok"], "%s shows in status" % what)
shutil.rmtree(tls)
