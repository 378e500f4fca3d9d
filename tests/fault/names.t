#!/usr/bin/python3
"""Name servers that are silent, know nothing or are broken: passes end in time, nothing crashes, and all goes on when names are known again.

Runs in a network namespace of its own, where this test is the name server (PROVES F-26, P-13).
"""
import atexit
import fcntl
import os
import resource
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, TOP, Box, Running, Tap, until  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
LIVE = QUIET.replace("2021-07", "2035-07").replace("2021-06", "2021-05")
tap = Tap()
if os.environ.get("CALLBOX_NAMESPACE") != "yes":
    if subprocess.run(["unshare", "-rmn", "true"], capture_output=True).returncode != 0:
        tap.skip("F-26 DNS down", "this machine allows no user namespaces (unshare -rmn)")
        sys.exit(0)
    os.execvpe("unshare", ["unshare", "-rmn", sys.executable, os.path.abspath(__file__)], dict(os.environ, CALLBOX_NAMESPACE="yes"))


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up and running


class Names(threading.Thread):
    """A name server on 127.0.0.1:53 that answers by its MODE: silent, unknown, broken, right."""

    def __init__(self):
        super().__init__(daemon=True)
        self.mode, self.asked = "right", 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        with tempfile.NamedTemporaryFile("w", delete=False) as conf:
            conf.write("nameserver 127.0.0.1\noptions timeout:2 attempts:2\n")
        os.chmod(conf.name, 0o644)
        subprocess.run(["mount", "--bind", conf.name, "/etc/resolv.conf"], check=True)
        self.start()

    def run(self):
        while True:
            question, peer = self.socket.recvfrom(2048)
            self.asked += 1
            if self.mode == "silent":
                continue
            code = {"unknown": 3, "broken": 2, "right": 0}[self.mode]
            end = question.index(b"\0", 12) + 5
            kind = struct.unpack(">H", question[end - 4:end - 2])[0]
            answers = [b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton("127.0.0.1")] if code == 0 and kind == 1 else []
            head = question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
            self.socket.sendto(head + question[12:end] + b"".join(answers), peer)


loopback_up()
names = Names()
folder = tempfile.mkdtemp(prefix="cbnames")
atexit.register(shutil.rmtree, folder, True)
subprocess.run(["sh", "-c", '. "%s/tests/lib/tls.sh"; tls_ca "$0" && tls_cert "$0" mail.example.org DNS:mail.example.org' % TOP, folder], check=True)
imap = hostile.Server(hostile.imap(""), folder + "/mail.example.org", True)
smtp = hostile.Server(hostile.smtp(""), folder + "/mail.example.org", True)


def doors(box, call):
    with open(os.path.join(box.dir, "secret"), "w") as out:
        out.write("secret\n")
    login = '\npassword_command = {"cat", "%s/secret"}\nca_file = "%s/ca.pem"' % (box.dir, folder)
    box.write_config(call, 'url = "imaps://ada@mail.example.org:%d/INBOX"%s' % (imap.port, login),
                     'url = "smtps://ada@mail.example.org:%d"%s' % (smtp.port, login))


injected, box = 0, Box(QUIET)
doors(box, QUIET)
box.deliver(story(1), NOON - 9)
for n, mode in enumerate(("silent", "unknown", "broken")):
    names.mode = mode
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = box.run("once", now=at(n * 3600), timeout=200)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    injected += 1
    tap.ok(done.returncode == 69 and names.asked > 0, "%s: unavailable" % mode, (done.returncode, done.stderr))
    tap.has(done.stderr.decode(), "mail.example.org", "%s: the message names the host" % mode)
    tap.ok(time.monotonic() - began < 125, "%s: both doors end within their 60 s" % mode, time.monotonic() - began)
    tap.ok(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2, "%s: without busy waiting" % mode)
    tap.equal([d["ok"] for d in box.json("status")[0]["doors"] if d["door"] in ("main", "outbox")], [False, False], "%s: status knows" % mode)
names.mode = "right"
done = box.run("once", now=at(5 * 3600))
tap.equal(done.returncode, 0, "when names are known again, the next pass goes on")
tap.ok(smtp.heard.count(b"RCPT TO:<author1@example.net>") == 1, "and the letter that waited is sent", smtp.heard[-400:])
tap.equal(len(box.json("list")), 2, "and the mail in the mailbox is read")

# While it runs.
box = Box(LIVE)
doors(box, LIVE)
names.mode = "unknown"
run = Running(box)
tap.ok(until(lambda: "door=main problem=" in run.log(), 20) is not None, "run says so", run.log())
until(lambda: len(run.parts()) == 3, 10)
parts = run.parts()
time.sleep(3)
tap.equal((run.parts(), run.log().count("door=main problem=")), (parts, 1), "once, and no process ends")
names.mode, began = "right", time.monotonic()
took = until(lambda: box.sql("SELECT count(*) FROM mail")[0][0] == 1, 60)
tap.ok(took is not None, "it goes on by itself", run.log())
tap.ok(until(lambda: "works=again" in run.log(), 10) is not None, "and says that, too", run.log())
run.end()
line = "F-26 DNS silent, unknown, broken: %d injected, 0 lost, 0 unconfirmed, 0 duplicates" % injected
print("# " + line)
tap.ok(injected == 3, line)
