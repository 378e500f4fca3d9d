#!/usr/bin/python3
"""Hostile mail servers on 127.0.0.1, one mode each, for the tests beside it.

serve(mode, ...) starts one in a thread and returns it; .port is where it listens and .heard all
octets that it was told outside TLS or, after a handshake that succeeded, inside it.
"""
import base64
import os
import socket
import ssl
import threading
import time


class Server:
    def __init__(self, talk, cert=None, tls_first=False):
        self.talk, self.cert, self.tls_first = talk, cert, tls_first
        self.heard, self.denied = b"", 0  # DENIED: refused logins
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            conn, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        try:
            self.serve_one(Talk(self, conn))
        except (OSError, ValueError):
            pass
        finally:
            conn.close()

    def serve_one(self, talk):
        if self.tls_first:
            talk.start_tls()
        self.talk(talk)


class Talk:
    def __init__(self, server, conn):
        self.server, self.conn, self.buffer = server, conn, b""

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.cert + ".pem", self.server.cert + ".key")
        self.conn = context.wrap_socket(self.conn, server_side=True)

    def say(self, text):
        self.conn.sendall(text if isinstance(text, bytes) else text.encode())

    def line(self):
        while b"\n" not in self.buffer:
            got = self.conn.recv(65536)
            if not got:
                raise OSError("closed")
            self.server.heard += got
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode("latin-1").rstrip("\r")


BODY = b"From: ada@example.net\r\nSubject: hello\r\n\r\nhello\r\n"
LISTED = '* 1 FETCH (UID 1 INTERNALDATE "19-Jul-2021 08:14:51 +0000" RFC822.SIZE %d)\r\n'
WHOLE = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(BODY), BODY)


def drip(talk):
    while True:
        talk.say("x")
        time.sleep(0.2)


def endless(talk, chunk):
    while True:
        talk.say(chunk)


def imap(mode, before_tls=False):
    """An IMAP server with one mail that answers properly but for MODE."""

    def talk(t):
        if mode == "preauth":
            t.say("* PREAUTH welcome\r\n")
        elif mode == "bye":
            t.say("* BYE go away\r\n")
            return
        elif mode == "greetdrip":
            drip(t)
        else:
            t.say("* OK ready\r\n")
        while True:
            tag, _, rest = t.line().partition(" ")
            verb = rest.upper()
            if verb.startswith("CAPABILITY"):
                caps = "" if mode == "strip" else " STARTTLS"
                t.say(f"* CAPABILITY IMAP4rev1{caps}\r\n{tag} OK done\r\n")
            elif verb.startswith("LOGIN") and mode == "deny" and not rest.strip('"').endswith("right"):
                t.server.denied += 1
                t.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password\r\n")
            elif verb.startswith("STARTTLS"):
                if mode == "strip":
                    t.say(f"{tag} BAD no such command\r\n")
                elif mode == "inject":
                    t.say(f"{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
                    t.start_tls()
                else:
                    t.say(f"{tag} OK go\r\n")
                    t.start_tls()
            elif verb.startswith("SELECT") or verb.startswith("EXAMINE"):
                exists = 4000000000 if mode == "exists" else 1
                uidnext = 4294967295 if mode == "exists" else 10 if mode == "bodyflood" else 2
                t.say(f"* {exists} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
                      f"* OK [UIDNEXT {uidnext}] ok\r\n{tag} OK [READ-WRITE] done\r\n")
            elif verb.startswith("UID FETCH") and "RFC822.SIZE" in verb:
                if mode == "flood":
                    endless(t, b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 1000)
                elif mode == "longline":
                    t.say(b"* OK ")
                    endless(t, b"x" * 65536)
                elif mode == "deep":
                    t.say(b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 200000 + b"\r\n")
                elif mode == "silent":
                    time.sleep(100)
                if mode == "bodyflood":
                    t.say("".join(f'* {n} FETCH (UID {n} INTERNALDATE "19-Jul-2021 08:14:51 +0000" '
                                  "RFC822.SIZE 900000)\r\n" for n in range(1, 10)))
                size = 5 if mode == "small" else len(BODY)
                t.say((LISTED % size) + f"{tag} OK done\r\n")
            elif verb.startswith("UID FETCH"):
                if mode == "cutlit":
                    t.say(b"* 1 FETCH (UID 1 BODY[] {1000}\r\nhalf")
                    return
                elif mode == "bodyflood":
                    endless(t, b"* 1 FETCH ()\r\n" * 5000 + b"* 1 FETCH (UID 1 UID 1 UID 1)\r\n" * 5000)
                elif mode == "huge":
                    t.say(b"* 1 FETCH (UID 1 BODY[] {4000000000}\r\n")
                    endless(t, b"x" * 65536)
                elif mode == "small":
                    body = b"x" * 3000000
                    t.say(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(body), body))
                    t.say(f"{tag} OK done\r\n")
                elif mode == "wronguid":
                    t.say(WHOLE.replace(b"UID 1", b"UID 99") + f"{tag} OK done\r\n".encode())
                elif mode == "missing":
                    t.say(f"{tag} OK done\r\n")
                elif mode == "unavailable":
                    t.say(f"{tag} NO [UNAVAILABLE] later\r\n")
                else:
                    t.say(WHOLE + f"{tag} OK done\r\n".encode())
            elif verb.startswith("LOGOUT"):
                t.say(f"* BYE\r\n{tag} OK\r\n")
                return
            else:
                t.say(f"{tag} OK done\r\n")

    return talk


def smtp(mode):
    """An SMTP server that takes every letter but for MODE."""

    def talk(t):
        t.say("220 ready\r\n")
        data = False
        while True:
            line = t.line()
            verb = line.upper()
            if data:
                if line == ".":
                    data = False
                    t.say("250 taken\r\n")
            elif verb.startswith("EHLO"):
                tls = "" if mode == "strip" else "250-STARTTLS\r\n"
                t.say(f"250-hello\r\n{tls}250 AUTH PLAIN LOGIN\r\n")
            elif verb == "STARTTLS":
                t.say("454 no\r\n" if mode == "refuse" else
                      "220 go\r\n250 AUTH PLAIN\r\n" if mode == "inject" else "220 go\r\n")
                t.start_tls()
            elif verb.startswith("AUTH"):
                wrong = mode == "deny" and not base64.b64decode(line.split()[-1]).endswith(b"right")
                t.server.denied += wrong
                t.say("535 5.7.8 wrong password\r\n" if wrong else "235 welcome\r\n")
            elif verb == "DATA":
                data = True
                t.say("354 go\r\n")
            elif verb == "QUIT":
                t.say("221 bye\r\n")
                return
            else:
                t.say("250 ok\r\n")

    return talk
