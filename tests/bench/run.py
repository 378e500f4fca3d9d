#!/usr/bin/python3
"""make bench: the whole durable job beside mbsync and beside a Python script, in one run, as ratios.

usage: run.py [--mails N] [--pairs N] [--no-python] [--only-explain]

Everything runs against one private Dovecot on loopback. A ratio is the median of the pairs' ratios.
"""
import argparse
import os
import signal
import sqlite3
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from callbox import CALL, PROGRAM, TOP, mail  # noqa: E402
from servers import Dovecot, free_port  # noqa: E402
import corpus  # noqa: E402

NOW = "2021-07-19T09:00:00Z"
GMIME_PARSE = os.path.join(os.environ.get("BUILD", os.path.join(TOP, "build")), "bench", "gmime-parse")
LETTERS = "select count(*) from letter"
STORIES = 5000
EX_UNAVAILABLE = 69  # once: nobody listens where the outbox points, so letters stay in it


class Run:
    """Wall and CPU seconds of one command, with nothing beside it."""

    def __init__(self, command, cwd, stdin=None):
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.begun(process.pid)
        _, self.status, usage = os.wait4(process.pid, 0)
        self.end = time.monotonic()
        self.wall = self.end - began
        self.cpu = usage.ru_utime + usage.ru_stime
        process.returncode = self.status
        self.ended()

    def begun(self, session):
        pass

    def ended(self):
        pass


class Usage(Run):
    """The same with the peak of resident memory, all processes together; looking for it takes some of a core."""

    def begun(self, session):
        self.peak = 0
        self.watcher = threading.Thread(target=self.watch, args=(session,))
        self.watcher.start()

    def ended(self):
        self.watcher.join()

    def watch(self, session):
        page = os.sysconf("SC_PAGE_SIZE")
        while os.path.exists("/proc/%d" % session):
            total = 0
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    fields = open("/proc/%s/stat" % pid).read().rsplit(")", 1)[1].split()
                    if int(fields[3]) == session:
                        total += int(open("/proc/%s/statm" % pid).read().split()[1]) * page
                except (OSError, IndexError):
                    pass
            self.peak = max(self.peak, total)
            time.sleep(0.05)


class Eye:
    """Stands between callbox and the server, and notes when the server said something."""

    def __init__(self, port, words):
        self.server, self.words, self.seen = port, words, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            ours = self.listener.accept()[0]
            theirs = socket.create_connection(("127.0.0.1", int(self.server)))
            for end in (ours, theirs):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pass_on, args=(ours, theirs, False), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(theirs, ours, True), daemon=True).start()

    def pass_on(self, source, target, watched):
        try:
            while data := source.recv(65536):
                if watched and self.words in data:
                    self.seen = time.monotonic()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Bench:
    def __init__(self, mails):
        self.mails = mails
        self.dir = tempfile.mkdtemp(prefix="callbox-bench-")
        self.server = Dovecot()
        self.fill("bench", mails)

    def fill(self, user, mails):
        box = os.path.join(self.server.mail, user)
        for sub in ("new", "tmp"):
            os.makedirs(os.path.join(box, sub))
        corpus.write(os.path.join(box, "cur"), mails)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "65534:65534", box], check=True)
        # The server builds its index once, so that it does not count for whoever comes first.
        connection = self.server.client(user)
        connection.fetch("1:*", "(UID INTERNALDATE RFC822.SIZE)")
        connection.logout()

    def fresh(self, name):
        path = os.path.join(self.dir, name)
        shutil.rmtree(path, True)
        os.makedirs(path)
        return path

    def config(self, path, user="bench", port=None):
        conf = os.path.join(path, "callbox.conf")
        with open(conf, "w") as out:
            out.write('data = "spool"\ninbox "main" {\nurl = "imap+insecure://%s@127.0.0.1:%s/INBOX"\npassword_command = {"/bin/echo", "secret"}\n}\n'
                      'outbox {\nurl = "smtp+insecure://127.0.0.1:%d"\nlimit_per_hour = 100000\n}\n%s' % (user, port or self.server.imap, free_port(), CALL))
        return conf

    def callbox(self, user="bench", mails=None):
        path = self.fresh("callbox")
        usage = Usage([PROGRAM, "-c", self.config(path, user), "--now", NOW, "once"], path)
        want, got = mails or self.mails, settled(path)
        if os.waitstatus_to_exitcode(usage.status) not in (0, EX_UNAVAILABLE) or got != want:
            sys.exit("callbox once: %d of %d mails settled, status %d" % (got, want, usage.status))
        return usage

    def nothing_new(self):
        """A pass over the mailbox that was read before: seconds of the whole process, and from login to its end."""
        path, eye = os.path.join(self.dir, "callbox"), Eye(self.server.imap, b"Logged in")
        usage = Run([PROGRAM, "-c", self.config(path, port=eye.port), "--now", NOW, "once"], path)
        return usage.wall, usage.end - eye.seen

    def mbsync(self):
        path = self.fresh("mbsync")
        with open(os.path.join(path, "mbsyncrc"), "w") as out:
            out.write("IMAPAccount a\nHost 127.0.0.1\nPort %s\nUser bench\nPass secret\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore r\nAccount a\n\n"
                      "MaildirStore l\nPath %s/\nInbox %s/Inbox\n\nChannel c\nFar :r:\nNear :l:\nPatterns INBOX\nSync Pull\nCreate Near\nSyncState *\n"
                      % (self.server.imap, path, path))
        return Usage(["mbsync", "-c", os.path.join(path, "mbsyncrc"), "-q", "c"], path)

    def python(self):
        path = self.fresh("python")
        return Usage(["/usr/bin/python3", os.path.join(HERE, "whole_job.py"), self.server.imap, "bench", os.path.join(path, "job.db")], path)

    def close(self):
        self.server.stop()
        shutil.rmtree(self.dir, True)


def rows(path, query):
    database = os.path.join(path, "spool", "callbox.db")
    with sqlite3.connect("file:%s?mode=ro" % database, uri=True) as db:
        return db.execute(query).fetchone()[0]


def settled(path):
    return rows(path, "select count(*) from mail where state = 'settled'")


def show(name, value, reach):
    print("%-66s %10s   reach %s" % (name, value, reach), flush=True)


def ratios(bench, pairs, with_python):
    walls, python_walls, python_cpus, peaks = [], [], [], []
    for i in range(pairs):
        ours, theirs = bench.callbox(), bench.mbsync()
        walls.append(ours.wall / theirs.wall)
        peaks.append(ours.peak)
        line = "pair %d: callbox %.1f s (CPU %.1f), mbsync %.1f s (CPU %.1f)" % (i + 1, ours.wall, ours.cpu, theirs.wall, theirs.cpu)
        if with_python:
            script = bench.python()
            python_walls.append(ours.wall / script.wall)
            python_cpus.append(ours.cpu / script.cpu)
            line += ", Python %.1f s (CPU %.1f)" % (script.wall, script.cpu)
        print(line, flush=True)
    show("whole durable job / mbsync download, wall", "%.2f" % statistics.median(walls), "<= 0.6 (design for 0.35)")
    if with_python:
        show("whole durable job / Python script, wall", "%.3f" % statistics.median(python_walls), "<= 0.1")
        show("whole durable job / Python script, CPU", "%.3f" % statistics.median(python_cpus), "<= 0.1")
    show("peak resident memory, %d mails" % bench.mails, "%.0f MiB" % (statistics.median(peaks) / 2**20), "<= 96 MiB")


def nothing_new(bench):
    passes = [bench.nothing_new() for _ in range(7)]
    whole, after = (1000 * statistics.median(times) for times in zip(*passes))
    show("a pass that finds nothing new, %d mails, from login to the end" % bench.mails, "%.0f ms" % after, "<= 50 ms")
    print("(%.0f ms with the start of the process, the password command and the login)" % whole, flush=True)


def small_box(bench):
    bench.fill("small", 1000)
    show("peak resident memory, 1,000 mails", "%.0f MiB" % (bench.callbox("small", 1000).peak / 2**20), "<= 96 MiB, flat")


def one_large_mail(bench):
    import base64
    box = os.path.join(bench.server.mail, "large", "cur")
    os.makedirs(box)
    data = base64.encodebytes(os.urandom(17_700_000)).replace(b"\n", b"\r\n")
    head = mail(body="The story is in the file.\n", extra="").replace(b"text/plain; charset=utf-8", b"application/pdf; name=a.pdf").replace(b"8bit", b"base64")
    with open(os.path.join(box, "1626682491.large.example:2,"), "wb") as out:
        out.write(head.split(b"\r\n\r\n")[0] + b"\r\n\r\n" + data)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "65534:65534", os.path.dirname(box)], check=True)
    show("peak resident memory, one mail of 24 MB", "%.0f MiB" % (bench.callbox("large", 1).peak / 2**20), "<= 96 MiB")


def filter_one(bench):
    path = bench.fresh("filter")
    conf = bench.config(path)
    sample = os.path.join(path, "mail")
    with open(sample, "wb") as out:
        out.write(mail(body="A story of two labs.\n" * 400))
    walls = []
    for i in range(21):
        with open(sample, "r+b") as f:
            f.write(b"From: ada%02d@" % i)
            f.seek(0)
            walls.append(Run([PROGRAM, "-c", conf, "filter"], path, f).wall)
    show("filter, one mail, committed", "%.0f ms" % (1000 * statistics.median(walls[1:])), "<= 20 ms")


def idle_to_letter(bench):
    """From the server's word on our own connection to the letter in the outbox, which is asked every millisecond."""
    bench.fill("live", 1)
    path, eye = bench.fresh("live"), Eye(bench.server.imap, b" EXISTS")
    running = subprocess.Popen([PROGRAM, "-c", bench.config(path, "live", eye.port), "run"], cwd=path, stderr=subprocess.DEVNULL)
    times = []
    try:
        time.sleep(3)
        for i in range(11):
            letters, eye.seen = rows(path, LETTERS), None
            bench.server.append(mail(sender="live%d@example.net" % i, message_id="<live-%d@example.net>" % i), user="live")
            answered = await_letter(path, letters)
            if eye.seen is None or answered is None:
                sys.exit("the mail that the server announced was not answered")
            times.append(answered - eye.seen)
            time.sleep(1)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)
    show("IDLE notification to letter in the outbox", "%.0f ms" % (1000 * statistics.median(times)), "<= 20 ms")


def await_letter(path, letters):
    """When there were more than LETTERS; None if that was never."""
    database = sqlite3.connect("file:%s/spool/callbox.db?mode=ro" % path, uri=True)
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        if database.execute(LETTERS).fetchone()[0] > letters:
            return time.monotonic()
        time.sleep(0.001)
    return None


def explain_files(files, conf, directory):
    """Each pair is one run of explain and one of GMime's parser alone, right after it, over the same files."""
    floor = [GMIME_PARSE] + files
    for words, options in (("explain", []), ("explain --json", ["--json"])):
        ours = [PROGRAM, "-c", conf, "explain"] + options + files
        subprocess.run(ours, cwd=directory, stdout=subprocess.DEVNULL, check=True)  # the files are in memory now
        ratios = []
        for i in range(3):
            mine, theirs = Run(ours, directory), Run(floor, directory)
            if mine.status or theirs.status:
                sys.exit("explain or gmime-parse failed")
            ratios.append(theirs.wall / mine.wall)
            print("pair %d: %s %.0f mails/s (CPU %.2f s), GMime alone %.0f mails/s (CPU %.2f s)"
                  % (i + 1, words, len(files) / mine.wall, mine.cpu, len(files) / theirs.wall, theirs.cpu), flush=True)
        show("%s / GMime parsing alone, rate" % words, "%.2f" % statistics.median(ratios), ">= 0.4")
    told = subprocess.run(ours, cwd=directory, capture_output=True).stdout
    if told.count(b"\n") != len(files) or b'"kind":"unreadable"' in told:
        sys.exit("explain did not read every mail")


def explain(bench):
    box = os.path.join(bench.server.mail, "bench", "cur")
    files = sorted(os.path.join(box, name) for name in os.listdir(box))
    explain_files(files, bench.config(bench.fresh("explain")), bench.dir)


def explain_alone(mails):
    """The same without a server."""
    with tempfile.TemporaryDirectory(prefix="callbox-bench-") as directory:
        box, conf = os.path.join(directory, "cur"), os.path.join(directory, "callbox.conf")
        corpus.write(box, mails)
        with open(conf, "w") as out:
            out.write('data = "spool"\ninbox "main" { url = "maildir:in" }\noutbox { url = "maildir:out" }\n' + CALL)
        explain_files(sorted(os.path.join(box, name) for name in os.listdir(box)), conf, directory)


def digest(bench):
    """Small mails from a Maildir: only their number counts here."""
    path = bench.fresh("digest")
    conf = bench.config(path)
    text = open(conf).read()
    with open(conf, "w") as out:
        out.write(text[:text.index("inbox")] + 'inbox "main" {\nurl = "maildir:spool/inbox"\n}\n' + text[text.index("outbox"):])
    subprocess.run([PROGRAM, "-c", conf, "--now", NOW, "once"], stderr=subprocess.DEVNULL)
    for i in range(STORIES):
        name = os.path.join(path, "spool", "inbox", "new", "%d.bench.example" % i)
        with open(name, "wb") as out:
            out.write(mail(sender="ada%d@example.net" % i, message_id="<digest-%d@example.net>" % i))
        os.utime(name, (1626682491, 1626682491))
    subprocess.run([PROGRAM, "-c", conf, "--now", NOW, "once"], stderr=subprocess.DEVNULL)
    stories = rows(path, "select count(*) from story")
    if stories != STORIES:
        sys.exit("digest: only %d of %d mails became stories" % (stories, STORIES))
    usages = [Run([PROGRAM, "-c", conf, "--now", NOW, "digest", "--html", os.path.join(path, "digest.html")], path) for _ in range(3)]
    show("digest of %d stories" % stories, "%.2f s" % statistics.median(u.wall for u in usages), "<= 1 s for 5,000")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=10000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--no-python", action="store_true")
    parser.add_argument("--only-explain", action="store_true")
    args = parser.parse_args()
    if args.only_explain:
        explain_alone(args.mails)
        return
    bench = Bench(args.mails)
    try:
        ratios(bench, args.pairs, not args.no_python)
        bench.callbox()
        nothing_new(bench)
        digest(bench)
        filter_one(bench)
        explain(bench)
        idle_to_letter(bench)
        small_box(bench)
        one_large_mail(bench)
    finally:
        bench.close()


if __name__ == "__main__":
    main()
