#!/usr/bin/python3
"""The doors against hostile servers: secrets stay ours, waits end, memory is bounded.

PROVES F-12 F-14 F-24 P-11 P-12 P-24
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import hostile

DOORS = os.path.join(os.environ.get("BUILD", os.path.join(ROOT, "build")), "drive", "doors")
SECRET = "correct-horse-battery"
count = 0


def ok(passed, name, detail=""):
    global count
    count += 1
    print(f"{'ok' if passed else 'not ok'} {count} - {name}")
    if not passed:
        print("# " + detail.replace("\n", "\n# "))
    sys.stdout.flush()


def doors(*args, limit=30):
    try:
        done = subprocess.run([DOORS, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=limit)
        return done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return -1, "took too long"


def peak(text):
    found = re.search(r"mails, \d+ ms, (\d+) KiB", text)
    return int(found.group(1)) if found else 0


def certificates(folder):
    script = f""". {ROOT}/tests/lib/tls.sh
    tls_ca {folder} && tls_cert {folder} good
    tls_cert {folder} wrong DNS:mail.example.org
    tls_cert {folder} expired DNS:localhost,IP:127.0.0.1 -1
    tls_self_signed {folder} selfsigned
    mkdir {folder}/other && tls_ca {folder}/other && tls_cert {folder}/other unknown"""
    subprocess.run(["bash", "-c", script], check=True)


def refused_by_certificate(folder, login):
    """F-24: the password never leaves, with TLS from the start or after STARTTLS."""
    certs = ["wrong", "expired", "selfsigned", "other/unknown"]
    for cert in certs:
        for scheme, talk, first in [("imaps", hostile.imap(""), True),
                                    ("imap", hostile.imap(""), False)]:
            server = hostile.Server(talk, os.path.join(folder, cert), first)
            code, said = doors("pass", f"{scheme}://ada@localhost:{server.port}/INBOX", *login)
            ok(code == 69 and SECRET.encode() not in server.heard and b"LOGIN" not in server.heard,
               f"{scheme} refuses a certificate that is {cert}", said)
        for scheme, first in [("smtps", True), ("submission", False)]:
            server = hostile.Server(hostile.smtp(""), os.path.join(folder, cert), first)
            code, said = doors("send", f"{scheme}://ada@localhost:{server.port}",
                               "ada@example.org", "bo@example.net", f"{folder}/letter", *login)
            ok("later (door)" in said and b"AUTH" not in server.heard,
               f"{scheme} refuses a certificate that is {cert}", said)


def refused_by_talk(folder, login):
    for mode in ["strip", "inject", "preauth", "bye"]:
        server = hostile.Server(hostile.imap(mode), f"{folder}/good")
        code, said = doors("pass", f"imap://ada@localhost:{server.port}/INBOX", *login)
        ok(code == 69 and b"LOGIN" not in server.heard, f"imap ends at {mode}", said)
    for mode in ["strip", "inject", "refuse"]:
        server = hostile.Server(hostile.smtp(mode), f"{folder}/good")
        code, said = doors("send", f"submission://ada@localhost:{server.port}", "ada@example.org",
                           "bo@example.net", f"{folder}/letter", *login)
        ok("later (door)" in said and b"AUTH" not in server.heard, f"submission ends at {mode}",
           said)


def accepted(folder, login):
    for scheme, first in [("imaps", True), ("imap", False)]:
        server = hostile.Server(hostile.imap(""), f"{folder}/good", first)
        code, said = doors("pass", f"{scheme}://ada@localhost:{server.port}/INBOX", *login)
        ok(code == 0 and "mail 7:1 size=" in said and SECRET.encode() in server.heard,
           f"{scheme} with a good certificate reads the mail", said)
    for scheme, first in [("smtps", True), ("submission", False)]:
        server = hostile.Server(hostile.smtp(""), f"{folder}/good", first)
        code, said = doors("send", f"{scheme}://ada@localhost:{server.port}", "ada@example.org",
                           "bo@example.net", f"{folder}/letter", *login)
        ok("sent:" in said and b"AUTH PLAIN" in server.heard, f"{scheme} sends", said)


def bounded(folder, login):
    """F-12 and F-14: an error, soon, in little memory."""
    for mode in ["cutlit", "flood", "bodyflood", "longline", "deep", "huge", "missing", "wronguid",
                 "unavailable", "exists", "small"]:
        server = hostile.Server(hostile.imap(mode))
        code, said = doors("pass", f"imap+insecure://ada@127.0.0.1:{server.port}/INBOX", *login)
        ok(code == 69 or (mode in ("exists", "small") and code == 0), f"imap ends at {mode}", said)
        ok(0 < peak(said) <= 128 * 1024, f"... in at most 128 MiB ({peak(said)} KiB)", said)


def plain_text(folder, login):
    code, said = doors("pass", "imap+insecure://ada@192.0.2.1:143/INBOX", *login)
    ok(code == 78, "plain text goes to this machine only", said)


with tempfile.TemporaryDirectory(prefix="doors") as folder:
    certificates(folder)
    with open(f"{folder}/secret", "w") as file:
        file.write(SECRET + "\n")
    with open(f"{folder}/letter", "w", newline="") as file:
        file.write("From: a@example.org\r\nSubject: x\r\n\r\n.dot\r\n..\r\nend\r\n")
    login = [f"password={folder}/secret", f"ca={folder}/ca.pem"]
    accepted(folder, login)
    refused_by_certificate(folder, login)
    refused_by_talk(folder, login)
    plain_text(folder, login)
    bounded(folder, login)
    print(f"1..{count}")
