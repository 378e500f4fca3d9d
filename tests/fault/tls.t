#!/usr/bin/python3
"""TLS or nothing: servers with a broken certificate, or that talk us out of TLS, get no password, and the operator one alert.

Every octet on the wire is kept, in both directions, and searched for the password in each form that a login gives it.

PROVES F-24 P-24
"""
import base64
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import hostile  # noqa: E402
from row import NOON, at, story  # noqa: E402
from callbox import CALL, TOP, Box, Tap  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
SECRET = "correct-horse-battery"
FORMS = [SECRET.encode(), base64.b64encode(SECRET.encode()), base64.b64encode(("\0ada\0" + SECRET).encode())]
tap = Tap()


class Wire:
    """A way to PORT that keeps all octets."""

    def __init__(self, port):
        self.to, self.octets, self.said = port, b"", b""  # SAID: by callbox
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            far = socket.create_connection(("127.0.0.1", self.to))
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(source, target, source is near), daemon=True).start()

    def pump(self, source, target, ours):
        try:
            while octets := source.recv(65536):
                self.octets += octets
                self.said += octets if ours else b""
                target.sendall(octets)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class OldTalk(hostile.Talk):
    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        warnings.simplefilter("ignore")  # of old TLS, which is wanted here
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        context.load_cert_chain(self.server.cert + ".pem", self.server.cert + ".key")
        self.conn = context.wrap_socket(self.conn, server_side=True)


class OldServer(hostile.Server):
    """Speaks no TLS above 1.1."""

    def serve(self, conn):
        try:
            self.serve_one(OldTalk(self, conn))
        except (OSError, ValueError):
            pass
        finally:
            conn.close()


def certificates(folder):
    script = """. %s/tests/lib/tls.sh
    tls_ca %s && cd %s && mkdir other && tls_ca other && tls_cert . good && tls_cert . wrong DNS:mail.example.org &&
    tls_cert . byname DNS:localhost && tls_cert . expired DNS:localhost,IP:127.0.0.1 -1 && tls_self_signed . selfsigned &&
    tls_cert other unknown && openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
        -keyout nosan.key -out nosan.csr 2>/dev/null &&
    openssl x509 -req -in nosan.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out nosan.pem 2>/dev/null"""
    subprocess.run(["sh", "-c", script % (TOP, folder, folder)], check=True)


def door(scheme, host, port, path=""):
    return 'url = "%s://ada@%s:%d%s"\npassword_command = {"cat", "%s/secret"}\nca_file = "%s/ca.pem"' % (scheme, host, port, path, folder, folder)


def attempt(server, scheme, host="localhost"):
    """What `once` did at SERVER, and all that went over the wire."""
    wire = Wire(server.port)
    if scheme.startswith("imap"):
        box, name = Box(QUIET, inbox=door(scheme, host, wire.port, "/INBOX")), "main"
    else:
        box, name = Box(QUIET, outbox=door(scheme, host, wire.port)), "outbox"
        box.deliver(story(1), NOON - 9)
    done = box.run("once", now=at(0))
    status = next(d for d in box.json("status")[0]["doors"] if d["door"] == name)
    text = (done.stdout + done.stderr).decode()
    with open(os.path.join(box.spool, "callbox.db"), "rb") as database:
        kept = database.read()
    box.remove()
    return done.returncode, text, status, wire, kept


refusals = leaks = 0


def refused(server, scheme, what, host="localhost"):
    global refusals, leaks
    code, text, status, wire, kept = attempt(server, scheme, host)
    leaked = [form for form in FORMS if form in wire.octets or form in kept or form in text.encode()]
    refusals += 1
    leaks += len(leaked)
    alerts = [line for line in text.splitlines() if line.startswith("callbox: ")]
    tap.ok(code == 69 and not status["ok"] and len(wire.octets) > 0, "%s: %s is refused" % (scheme, what), (code, text, status))
    tap.ok(not leaked and b" LOGIN" not in wire.said and b"AUTH" not in wire.said,
           "%s: %s: the password stays here" % (scheme, what), wire.said[:400])
    tap.equal(len(alerts), 1, "%s: %s: one alert" % (scheme, what))


def talk(scheme, mode=""):
    return hostile.imap(mode) if scheme.startswith("imap") else hostile.smtp(mode)


def tls_first(scheme):
    return scheme in ("imaps", "smtps")


with tempfile.TemporaryDirectory(prefix="cbtls") as folder:
    certificates(folder)
    with open(folder + "/secret", "w") as file:
        file.write(SECRET + "\n")
    for scheme in ("imaps", "imap", "smtps", "submission"):
        for cert, what in (("wrong", "a certificate for another name"), ("selfsigned", "a self-signed certificate"), ("other/unknown", "an unknown issuer"),
                           ("expired", "an expired certificate"), ("nosan", "a certificate without subjectAltName")):
            refused(hostile.Server(talk(scheme), "%s/%s" % (folder, cert), tls_first(scheme)), scheme, what)
        refused(hostile.Server(talk(scheme), folder + "/byname", tls_first(scheme)), scheme, "a certificate that does not name the IP address", "127.0.0.1")
        refused(OldServer(talk(scheme), folder + "/good", tls_first(scheme)), scheme, "a server that has only TLS 1.1")
        for host in ("localhost", "127.0.0.1"):
            code, text, status, wire, kept = attempt(hostile.Server(talk(scheme), folder + "/good", tls_first(scheme)), scheme, host)
            tap.ok(code == 0 and status["ok"], "%s: a good certificate for %s is accepted" % (scheme, host), text)
            tap.ok(not [form for form in FORMS if form in wire.octets + kept + text.encode()], "%s: and the password goes inside TLS only" % scheme)
    for scheme, modes in (("imap", ("strip", "inject", "preauth")), ("submission", ("strip", "inject"))):
        for mode in modes:
            refused(hostile.Server(talk(scheme, mode), folder + "/good"), scheme, {"strip": "STARTTLS stripped", "inject": "text injected before TLS",
                                                                                    "preauth": "a PREAUTH greeting"}[mode])
    line = "F-24 TLS broken or stripped: %d injected, %d secrets on the wire" % (refusals, leaks)
    print("# " + line)
    tap.ok(refusals >= 33 and leaks == 0, line)
