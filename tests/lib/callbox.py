"""A private callbox for end-to-end tests: a directory, a configuration, mails in, letters out.

Run by prove under the system's Python. Each test file makes a Box, drives the
real program, and reads what came out with parsers other than callbox's own.
"""
import atexit
import email
import email.policy
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("CALLBOX", os.path.join(TOP, "callbox"))

CALL = """
call "open-collab" {
    title    = "ICML 2021 Social on Open Collaboration in ML Research"
    address  = {"stories@example.org"}
    contact  = "organizers@example.org"
    page     = "https://example.org/open-collab"
    zone     = "America/Los_Angeles"
    opens    = "2021-06-01 AoE"
    deadline = "2021-07-20 AoE"
    kinds    = {"good story", "horror story"}
    digest   = "21:00"
    organizer "Rosa Example" { address = "rosa@example.org"  digest = true  decides = true }
    organizer "Lee Example" { address = "lee@example.com"  digest = true  decides = true }
    session "story-time" {
        title  = "Open Collab Story Time"
        start  = "2021-07-22 08:00"
        length = "60m"
        place  = "Zoom"
        url    = "https://zoom.example/j/1"
        invite = "submitted"
    }
}
"""


def patience(seconds):
    """So many seconds of a quiet machine: more where others use it too, and under valgrind ($PATIENCE times as many)."""
    return seconds * max(1, os.getloadavg()[0] / os.cpu_count()) * float(os.environ.get("PATIENCE", "1"))


class Tap:
    """The Test Anything Protocol, as prove reads it."""

    def __init__(self):
        self.count = self.failed = 0
        atexit.register(self.end)

    def ok(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.count, name), flush=True)
        if not good and why != "":
            for line in str(why).splitlines():
                print("#   " + line, flush=True)
        return good

    def equal(self, got, want, name):
        return self.ok(got == want, name, "got:  %.1000s\nwant: %.1000s" % (repr(got), repr(want)))

    def has(self, text, part, name):
        return self.ok(part in text, name, "no %r in:\n%s" % (part, text[:3000]))

    def lacks(self, text, part, name):
        return self.ok(part not in text, name, "%r in:\n%s" % (part, text[:3000]))

    def skip(self, name, why):
        """What this machine cannot show: counted, and said aloud."""
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, why), flush=True)
        print("SKIPPED: %s: %s" % (name, why), file=sys.stderr, flush=True)

    def end(self):
        print("1..%d" % self.count, flush=True)
        if self.failed:
            sys.stdout.flush()
            os._exit(1)


def mail(sender="ada@example.net", to="stories@example.org", subject="My good story", body="We met on a mailing list and wrote a library.\n",
         date="Mon, 19 Jul 2021 10:14:51 +0200", message_id="<one@example.net>", extra=""):
    """The octets of a plain mail; EXTRA is further header lines."""
    head = "".join("%s: %s\r\n" % (name, value) for name, value in
                   (("From", sender), ("To", to), ("Subject", subject), ("Date", date), ("Message-ID", message_id)) if value is not None)
    text = head + extra + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return text.encode() + body.replace("\n", "\r\n").encode()


class Box:
    """One callbox with its own spool; removed at the end unless KEEP is set in the environment."""

    def __init__(self, call=CALL, inbox='url = "maildir:spool/inbox"', outbox='url = "maildir:spool/outbox"'):
        self.dir = tempfile.mkdtemp(prefix="callbox-e2e-")
        if not os.environ.get("KEEP"):
            atexit.register(shutil.rmtree, self.dir, True)
        self.conf = os.path.join(self.dir, "callbox.conf")
        self.spool = os.path.join(self.dir, "spool")
        self.delivered = 0
        self.write_config(call, inbox, outbox)

    def remove(self):
        """Frees the disk before the end; for tests that make many."""
        if not os.environ.get("KEEP"):
            shutil.rmtree(self.dir, True)

    def write_config(self, call=CALL, inbox='url = "maildir:spool/inbox"', outbox='url = "maildir:spool/outbox"', ballast=0):
        with open(self.conf, "w") as out:
            out.write('data = "spool"  ballast = %d\ninbox "main" {\n%s\n}\noutbox {\n%s\n}\n%s' % (ballast, inbox, outbox, call))

    def run(self, *args, now=None, stdin=None, env=None, timeout=60):
        """The finished process; NOW stands for the clock."""
        command = [PROGRAM, "-c", self.conf] + (["--now", now] if now else []) + list(args)
        return subprocess.run(command, input=stdin, capture_output=True, timeout=patience(timeout), cwd=self.dir,
                              env=dict(os.environ, **(env or {}), G_DEBUG="fatal-criticals"))

    @staticmethod
    def later(seconds):
        """The real clock, that many seconds from now, as --now takes it."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))

    def json(self, *args, **kw):
        """What a command prints with --json: a list of the objects, one a line."""
        done = self.run(*args, "--json", **kw)
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def deliver(self, octets, mtime=None):
        """Puts a mail into the inbox Maildir, as a delivery agent would."""
        self.delivered += 1
        name = "%d.e2e.example" % self.delivered
        for sub in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(self.spool, "inbox", sub), 0o700, exist_ok=True)
        written = os.path.join(self.spool, "inbox", "tmp", name)
        path = os.path.join(self.spool, "inbox", "new", name)
        with open(written, "wb") as out:
            out.write(octets)
        if mtime is not None:
            os.utime(written, (mtime, mtime))
        os.rename(written, path)
        return path

    def sql(self, statement, *values):
        """The rows that STATEMENT gives on the box's database."""
        database = sqlite3.connect(os.path.join(self.spool, "callbox.db"), timeout=10)
        try:
            with database:
                return database.execute(statement, values).fetchall()
        finally:
            database.close()

    def letters(self):
        """Every letter in the outbox Maildir, as they left, parsed. Those of one tick of the file system's clock left by number."""
        folder = os.path.join(self.spool, "outbox", "new")
        files = list(os.scandir(folder)) if os.path.isdir(folder) else []
        files.sort(key=lambda file: (file.stat().st_mtime_ns, int(file.name.split(".")[1].lstrip("L"))))
        return [email.message_from_bytes(open(file.path, "rb").read(), policy=email.policy.default) for file in files]


class Running:
    """`callbox run` on a Box; ended with the test."""

    def __init__(self, box, *options, env=None, under=()):
        """ENV: beside the environment; UNDER: a command that runs it."""
        self.log_path = os.path.join(box.dir, "run.log")
        self.process = subprocess.Popen([*under, PROGRAM, "-c", box.conf, "-v", *options, "run"], cwd=box.dir, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=open(self.log_path, "a"), env=dict(os.environ, **(env or {})))
        self.pid = self.process.pid
        atexit.register(self.kill)

    def kill(self, signum=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(signum)

    def end(self, seconds=20):
        """Asks it to end; its exit code, or an exception when that takes too long."""
        self.kill(signal.SIGTERM)
        return self.process.wait(patience(seconds))

    def log(self):
        return open(self.log_path, errors="replace").read()

    def parts(self):
        """{name of the process: id} of the supervisor's children that have a name of their own by now."""
        named = {name_of(pid): pid for pid in children(self.pid)}
        return {name: pid for name, pid in named.items() if name != "callbox"}

    def everybody(self):
        """The ids of the supervisor and all below it."""
        found = [self.pid]
        for pid in found:
            found += children(pid)
        return found


def children(pid):
    try:
        return [int(word) for word in open("/proc/%d/task/%d/children" % (pid, pid)).read().split()]
    except OSError:
        return []


def name_of(pid):
    try:
        return open("/proc/%d/comm" % pid).read().strip()
    except OSError:
        return ""


def alive(pid):
    try:
        return open("/proc/%d/stat" % pid).read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(question, seconds=10):
    """Asks QUESTION until it is true; how long that took, or None."""
    began = time.monotonic()
    while time.monotonic() - began < patience(seconds):
        if question():
            return time.monotonic() - began
        time.sleep(0.02)
    return None


def part(letter, content_type):
    """The decoded text of the first part of that type, or ''."""
    for leaf in letter.walk():
        if leaf.get_content_type() == content_type:
            data = leaf.get_payload(decode=True)
            return data.decode(leaf.get_content_charset() or "utf-8")
    return ""
