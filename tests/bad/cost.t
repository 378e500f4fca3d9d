#!/usr/bin/python3
"""What reading each bad mail costs, and texts made to be slow to read.

"explain" answers within 100 ms of CPU above what it takes to start, with no process above 64 MiB, or the
mail is held with the reason (BAD-INPUTS section 3). Where others want the caches and the memory too, the same
work takes more CPU time. So a mail that took too long is read again and again, in turn with a fixed amount of work
(tests/drive/yardstick.c), and the least time of either counts: a mail may take as many yardsticks as it may on a quiet machine.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judge import NOON  # noqa: E402
from rows import html, mail, rows, subject, typed  # noqa: E402
from callbox import PROGRAM, Box, Tap  # noqa: E402

SECONDS, MIB, TRIES = 0.100, 64, 16
QUIET_YARDSTICK = 0.030  # seconds that it takes on two cores of 2026 with nothing beside it
YARDSTICK = os.path.join(os.environ.get("BUILD", "build"), "drive", "yardstick")
MEBI = 1 << 20


def filled(piece, octets=MEBI):
    return piece * (octets // len(piece))


REPLY = {"subject": b"Subject: Re: A story\r\nIn-Reply-To: <a@example.org>\r\n"}

# Texts at the limits, each the worst that one of the readers may meet.
SLOW = [
    ("lines that are quoted", mail(body=filled(b"> a\n"))),
    ("lines quoted ever deeper", mail(body=b"".join(b">" * n + b"\n" for n in range(1400)))),
    ("empty lines", mail(body=filled(b"\n"))),
    ("lines of a space", mail(body=filled(b" \n"))),
    ("signs of a signature", mail(body=filled(b"-- \n"))),
    ("footers", mail(body=filled(b"Sent from my iPhone\n"))),
    ("flowed lines", typed(b"text/plain; format=flowed; delsp=yes", filled(b"a \n"))),
    ("words of bounces", mail(body=filled(b"550 5.1.1 <ada@example.net> user unknown\n"), subject=b"Subject: Undelivered Mail\r\n", sender=b"From: mailer-daemon@example.net\r\n")),
    ("empty lines in a report", mail(body=filled(b"\n"), subject=b"Subject: Undelivered Mail\r\n", sender=b"From: mailer-daemon@example.net\r\n")),
    ("addresses in a report", mail(body=filled(b"ada@example.net "), subject=b"Subject: Undelivered Mail\r\n", sender=b"From: mailer-daemon@example.net\r\n")),
    ("JSON that opens", mail(body=filled(b'[{"a":'), subject=b"Subject: Undelivered Mail\r\n", sender=b"From: mailer-daemon@example.net\r\n")),
    ("attributions", mail(body=filled(b"On Mon, Jul 19, 2021 at 8:14 AM Ada <ada@example.net> wrote:\n"))),
    ("lines of a label in a reply", mail(body=filled(b"a:\n"), **REPLY)),
    ("lines of a sign in a reply", mail(body=filled(b",\n"), **REPLY)),
    ("lines of a header name in a reply", mail(body=filled(b"To: c\n"), **REPLY)),
    ("attributions in a reply", mail(body=filled(b"On Mon, Jul 19, 2021 Ada wrote:\n\n"), **REPLY)),
    ("letters with marks", typed(b"text/plain; charset=utf-8", filled("a\u0301".encode()))),
    ("syllables in pieces", typed(b"text/plain; charset=utf-8", filled("\u1100\u1161".encode()))),
    ("marks behind spaces", typed(b"text/plain; charset=utf-8", filled(" \u09c7\u09be".encode()))),
    ("one line without a space", mail(body=filled(b"a"))),
    ("characters cut by a line end", typed(b"text/plain; charset=gb18030", filled(b"\xc4\n"))),
    ("first halves of characters", typed(b"text/plain; charset=big5", filled(b"\xa4"))),
    ("escapes to no charset", typed(b"text/plain; charset=iso-2022-jp", filled(b"\x1b\n"))),
    ("octets that stand for nothing", typed(b"text/plain; charset=windows-1252", filled(b"\x81"))),
    ("octets that are no UTF-8", typed(b"text/plain; charset=utf-8", filled(b"\xff"))),
    ("a letter and a line of ASCII in turn", typed(b"text/plain; charset=euc-kr", filled(b"\xb0\xa1\na\n"))),
    ("equals signs", typed(b"text/plain\r\nContent-Transfer-Encoding: quoted-printable", filled(b"="))),
    ("padding", typed(b"text/plain\r\nContent-Transfer-Encoding: base64", filled(b"="))),
    ("open tags without an end", html(filled(b"<a "))),
    ("quotes that are never closed", html(filled(b"<blockquote>a<br>"))),
    ("lists that are never closed", html(filled(b"<ul><li>x"))),
    ("paragraphs without text", html(filled(b"<p>"))),
    ("items of lists", html(filled(b"<li>a"))),
    ("cells of tables", html(filled(b"<td>a"))),
    ("cells without text", html(filled(b"<td>&nbsp;"))),
    ("line breaks", html(filled(b"<br>"))),
    ("links", html(filled(b'<a href="https://example.org/x">y</a>'))),
    ("attributes", html(filled(b"<p a=1 b=2 c=3>x"))),
    ("hidden text", html(filled(b"<p style='display:none'>a</p>"))),
    ("signs that begin a tag", html(filled(b"<"))),
    ("signs that begin an entity", html(filled(b"&x"))),
    ("pages beside plain text", typed(b"multipart/alternative; boundary=b", b"--b\r\n\r\nA story.\r\n--b\r\nContent-Type: text/html\r\n\r\n" + filled(b"<a ") + b"\r\n--b--\r\n")),
    ("a long subject of encoded words", subject(b"\r\n ".join([b"=?utf-8?Q?=41?="] * 1800))),
    ("a long list of names", mail(to=b"To: " + b", ".join([b'"a b c d e" <stories@example.org>'] * 99) + b"\r\n")),
]


# Runs commands from a process that is small itself: what it is at fork counts as its child's peak.
RUNNER = """
import json, os, sys
for line in sys.stdin:
    command = json.loads(line)
    out = os.open(command[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    pid = os.posix_spawn(command[1], command[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
    os.close(out)
    usage = os.wait4(pid, 0)[2]
    print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]), flush=True)
"""
runner = subprocess.Popen([sys.executable, "-S", "-E", "-c", RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(box, *command):
    """CPU seconds, MiB of the largest process, and what was printed."""
    out = os.path.join(box.dir, "told")
    runner.stdin.write(json.dumps([out, *command]) + "\n")
    runner.stdin.flush()
    cpu, mib = json.loads(runner.stdout.readline())
    with open(out) as told:
        return cpu, mib, json.load(told)


class Reading:
    """The cheapest of some runs of explain over one mail, and how much slower than a quiet machine this one was then."""

    def __init__(self, box, octets):
        self.box, self.path = box, os.path.join(box.dir, "bad.eml")
        with open(self.path, "wb") as out:
            out.write(octets)
        self.cpu, self.yardstick, self.told = float("inf"), float("inf"), None

    def read(self):
        cpu, mib, told = run(self.box, PROGRAM, "-c", self.box.conf, "--now", NOON, "explain", "--json", self.path)
        if cpu < self.cpu:
            self.cpu, self.mib, self.told = cpu, mib, told

    def measure_machine(self):
        self.yardstick = min(self.yardstick, run(self.box, YARDSTICK)[2])

    def limit(self):
        """CPU seconds above the start."""
        return SECONDS * max(1, self.yardstick / QUIET_YARDSTICK) if self.yardstick < float("inf") else SECONDS

    def is_cheap(self, start):
        for _ in range(TRIES):
            self.read()
            if self.cpu - start <= self.limit():
                return True
            self.measure_machine()
        return False


tap = Tap()
box = Box()
least = Reading(box, mail())
for _ in range(TRIES):
    least.read()
start = least.cpu
for title, make in [(row.title, row.make) for row in rows] + [(name, lambda octets=octets: octets) for name, octets in SLOW]:
    reading = Reading(box, make())
    cheap = reading.is_cheap(start)
    held = reading.told["kind"] == "unreadable" and reading.told["why"]
    tap.ok(held or (cheap and reading.mib <= MIB), title, "%.0f ms above the start of %.0f ms, of %.0f, %.0f MiB" % (
        1000 * (reading.cpu - start), 1000 * start, 1000 * reading.limit(), reading.mib))
runner.stdin.close()
runner.wait()
