#!/usr/bin/python3
"""Descriptors, processes and memory run out, nobody listens to the log, the spool is not what it should be: nothing is lost, nothing is written elsewhere."""
import os
import resource
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, judge, story, waiting  # noqa: E402
from callbox import CALL, PROGRAM, Box, Tap  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
MIB = 1 << 20
tap = Tap()


def once(box, *wrapper, now=at(0), limits=(), **more):
    """`once` behind WRAPPER, under LIMITS."""
    def limit():
        for name, value in limits:
            resource.setrlimit(name, (value, value))
    return subprocess.run([*wrapper, PROGRAM, "-c", box.conf, "--now", now, "once"], cwd=box.dir, capture_output=not more, timeout=60, preexec_fn=limit, **more)


# Descriptors (PROVES F-36, P-12, P-13).
box, tried, codes = Box(QUIET), 0, set()
for n, files in enumerate(range(4, 24)):
    box.deliver(story(n), NOON - 9)
    done = once(box, limits=[(resource.RLIMIT_NOFILE, files)], now=at(n * 120))
    codes.add(done.returncode)
    tried += done.returncode != 0
    if done.returncode not in (0, 71, 75, 127):
        tap.ok(False, "with %d descriptors the code says try again" % files, (done.returncode, done.stderr))
tap.ok(codes <= {0, 71, 75, 127}, "however few descriptors there are, the code is an honest one", codes)
box.run("once", now=at(9000))
judge(tap, "F-36", "descriptors exhausted", box, range(20), tried)
tap.equal(box.json("held"), [], "no mail is blamed for it")

# Memory: what cannot be loaded ends, what can goes on.
box, tried = Box(QUIET), 0
for n, memory in enumerate((30, 50, 60, 70, 75, 80, 85, 90, 100, 120)):
    box.deliver(story(n), NOON - 9)
    done = once(box, limits=[(resource.RLIMIT_AS, memory * MIB), (resource.RLIMIT_CORE, 0)], now=at(n * 120))
    tried += done.returncode != 0
box.run("once", now=at(9000))
judge(tap, "F-36", "memory exhausted", box, range(10), tried)

# Processes: the reader of mails cannot be started.
if shutil.which("setpriv") and os.geteuid() == 0:
    box, tried = Box(QUIET), 0
    os.chmod(box.dir, 0o755)
    box.deliver(story(0), NOON - 9)
    for path, folders, files in os.walk(box.dir):
        for name in folders + files:
            os.chown(os.path.join(path, name), 65534, 65534)
    os.chown(box.dir, 65534, 65534)
    done = once(box, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "prlimit", "--nproc=1")
    tap.ok(done.returncode in (71, 75), "without processes the code says try again", (done.returncode, done.stderr))
    done = once(box, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", now=at(120))
    tap.equal(done.returncode, 0, "with processes again all goes on")
    for path, folders, files in os.walk(box.dir):
        for name in (".", *files):
            os.chown(os.path.join(path, name), 0, 0)
    judge(tap, "F-36", "processes exhausted", box, [0], 1)
else:
    tap.skip("F-36 processes exhausted", "only root can become a user without processes of its own")

# Nobody listens (PROVES F-39).
box = Box(QUIET)
sinks = [("a full log", "2>/dev/full"), ("a closed log", "2>&-"), ("full standard output", ">/dev/full"), ("closed standard output", ">&-"),
         ("nothing open at all", "<&- >&- 2>&-")]
for n, (name, how) in enumerate(sinks):
    box.deliver(story(n), NOON - 9)
    done = subprocess.run(["sh", "-c", '"$0" -c "$1" --now "$2" -v once ' + how, PROGRAM, box.conf, at(n)], cwd=box.dir, capture_output=True, timeout=60)
    tap.equal(done.returncode, 0, "%s changes nothing" % name)
    filtered = subprocess.run(["sh", "-c", '"$0" -c "$1" --now "$2" -v filter ' + how.replace("<&- ", ""), PROGRAM, box.conf, at(n)], cwd=box.dir,
                              input=story("f%d" % n), capture_output=True, timeout=60)
    tap.equal(filtered.returncode, 0, "%s: filter too" % name)
box.run("once", now=at(100))
judge(tap, "F-39", "nobody listens to the log", box, list(range(len(sinks))) + ["f%d" % n for n in range(len(sinks))], 2 * len(sinks))

# A spool that is not what it should be (PROVES F-38).
planted = 0


def refuses(name, prepare, words):
    """A spool spoilt by PREPARE is refused, the mail stays, and nothing appears elsewhere."""
    global planted
    box = Box(QUIET, inbox='url = "maildir:mails"')
    elsewhere = os.path.join(box.dir, "elsewhere")
    os.mkdir(elsewhere, 0o700)
    for sub in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(box.dir, "mails", sub))
    with open(os.path.join(box.dir, "mails", "new", "1"), "wb") as out:
        out.write(story(1))
    prepare(box, elsewhere)
    before = sorted((path, files) for path, _, files in os.walk(elsewhere))
    planted += 1
    for command in ("once", "filter", "run"):
        if command == "filter" and "callbox.lock" in name:
            continue  # it takes no lock
        done = subprocess.run([PROGRAM, "-c", box.conf, command], cwd=box.dir, input=story(2), capture_output=True, timeout=30)
        tap.ok(done.returncode in (73, 75, 77), "%s: %s refuses" % (name, command), (done.returncode, done.stderr))
        tap.has(done.stderr.decode(), words, "%s: and says why" % name)
    tap.equal(sorted((path, files) for path, _, files in os.walk(elsewhere)), before, "%s: nothing is written elsewhere" % name)
    tap.equal(os.listdir(os.path.join(box.dir, "mails", "new")), ["1"], "%s: the mail waits" % name)


def link(inner):
    def prepare(box, elsewhere):
        if inner:
            box.run("once")
            os.makedirs(os.path.join(box.dir, "mails", "new"), exist_ok=True)
        target = os.path.join(box.spool, inner) if inner else box.spool
        if os.path.isdir(target) and not os.path.islink(target):
            shutil.rmtree(target)
        elif os.path.exists(target):
            os.unlink(target)
        os.symlink(elsewhere if not inner or "." not in inner else os.path.join(elsewhere, "x"), target)
        for sub in ("new", "cur"):
            folder = os.path.join(box.dir, "mails", sub)
            for name in os.listdir(folder):
                os.unlink(os.path.join(folder, name))
        with open(os.path.join(box.dir, "mails", "new", "1"), "wb") as out:
            out.write(story(1))
    return prepare


def file_instead(box, elsewhere):
    open(box.spool, "w").close()


for inner in ("", "held", "inbox", "outbox", "callbox.db", "callbox.db-wal", "callbox.lock"):
    refuses("a symbolic link for %s" % (inner or "the spool"), link(inner), "symbolic link")
refuses("a file for the spool", file_instead, "is no folder")
if os.geteuid() == 0:
    def foreign(box, elsewhere):
        os.makedirs(box.spool, 0o700)
        os.chown(box.spool, 65534, 65534)

    refuses("a spool of another user", foreign, "belongs to user 65534")
else:
    tap.skip("F-38 a spool of another user", "only root can make one")
line = "F-38 spool planted or foreign: %d injected, 0 writes outside" % planted
print("# " + line)
tap.ok(planted >= 8, line)

# Everything in it is ours alone, whatever the umask.
box = Box(QUIET)
box.write_config(QUIET, ballast=16)
box.deliver(story(1), NOON - 9)
box.deliver(b"From: \r\n\r\nnobody\r\n", NOON - 9)
old = os.umask(0)
box.run("once", now=at(0))
box.run("filter", stdin=story(2), now=at(1))
os.umask(old)
wide = [(os.path.join(path, name), oct(os.lstat(os.path.join(path, name)).st_mode)) for path, folders, files in os.walk(box.spool) for name in folders + files
        if os.lstat(os.path.join(path, name)).st_mode & 0o077 and "/inbox/" not in path + "/"]
tap.equal(wide, [], "files are 0600 and folders 0700 under umask 000")
