#!/usr/bin/python3
"""What an operator meets: commands, their JSON, exit codes, errors that say what to do, a database that can go back."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, PROGRAM, TOP, Box, Tap, mail  # noqa: E402

NOW = "2021-07-19T09:00:00Z"
tap = Tap()
box = Box()
box.deliver(mail(subject="=cmd|' /C calc'!A0"), 1626682491)
box.run("once", now=NOW)

# Every command has help with an example, and its JSON is JSON.
listed = [line.split()[0] for line in box.run("--help").stdout.decode().splitlines() if line.startswith("  ")]
tap.ok(len(listed) >= 20, "the help lists the commands")
for command in listed:
    tap.has(box.run(command, "--help").stdout.decode(), "Example", "%s --help has an example" % command)
COMMON = {"--help", "--config", "--now", "--verbose", "--json"}
ZSH = open(os.path.join(TOP, "contrib", "completion", "_callbox")).read()


def completed(command):
    """What bash offers behind COMMAND for "--"."""
    script = "source contrib/completion/callbox.bash; COMP_WORDS=(callbox %s --); COMP_CWORD=2; _callbox; echo \"${COMPREPLY[@]}\"" % command
    return subprocess.run(["bash", "-c", script], cwd=TOP, capture_output=True, text=True).stdout.split()


def zsh_offers(command):
    """What zsh has in its case for COMMAND."""
    found = re.search(r"^\t(?:[\w-]+\|)*%s(?:\|[\w-]+)*\) (.*?);;" % command, ZSH, re.M | re.S)
    return re.findall(r"'(--[a-z-]+)", found.group(1)) if found else []


for command in listed:
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", box.run(command, "--help").stdout.decode(), re.M)) - COMMON
    tap.equal(sorted(options - set(completed(command))), [], "bash completes the options of %s" % command)
    tap.equal(sorted(options - set(zsh_offers(command))), [], "and so does zsh")
for command in (["status"], ["list"], ["show", "1"], ["trace", "1"], ["account"], ["held"], ["check", "--offline"]):
    done = box.run(*command, "--json", now=NOW)
    good = done.returncode == 0 and all(isinstance(json.loads(line), dict) for line in done.stdout.decode().splitlines())
    tap.ok(good, "%s --json prints objects" % command[0], done.stdout.decode() + done.stderr.decode())

# "show" and "explain" say the same things of a mail under the same names, and all clocks are told (PROVES TI-06, ST-15).
carrier = Box()
LETTER = (b"From: ada@example.net\r\nTo: stories@example.org\r\nSubject: Two files\r\nDate: Mon, 19 Jul 2021 10:14:51 +0200\r\nMessage-ID: <f@example.net>\r\n"
          b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nA story with two files, which say more than it does.\r\n"
          b"--b\r\nContent-Type: application/pdf; name=\"my story.pdf\"\r\nContent-Disposition: attachment; filename=\"my story.pdf\"\r\n\r\n%PDF\r\n"
          b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n")
carrier.deliver(LETTER, 1626682491)
carrier.run("once", now=NOW)
(explained,), (shown,) = carrier.json("explain", "-", now=NOW, stdin=LETTER), carrier.json("show", "1", now=NOW)
version = shown["versions"][0]
for name in ("attachments", "date", "received_by", "message_id", "text", "subject"):
    tap.equal(version[name], explained[name], "%s: \"show\" and \"explain\" agree" % name)
tap.equal([a["name"] for a in version["attachments"]], ["my story.pdf", None], "both files are listed")
tap.equal((version["internaldate"], version["first_seen"]), (None, NOW), "the clocks that did not decide are there")
words = carrier.run("show", "1", now=NOW).stdout.decode()
for part in ("attached    my story.pdf (application/pdf, ", "dated       2021-07-19T10:14:51+02:00", "first seen  2021-07-19T09:00:00Z"):
    tap.has(words, part, "in words: %s" % part.split("  ")[0])
with sqlite3.connect(os.path.join(carrier.spool, "callbox.db")) as db:
    db.execute("UPDATE revision SET attachments = 'my story.pdf (application/pdf, 4 bytes)'")
tap.has(carrier.run("show", "1", now=NOW).stdout.decode(), "attached    my story.pdf (application/pdf, 4 bytes)\n", "a line as the first databases had it")
tap.equal([line["changed"] for line in carrier.json("reparse", now=NOW)], [True], "is read again by \"reparse\"")
tap.equal(carrier.json("show", "1", now=NOW)[0]["versions"][0]["attachments"], explained["attachments"], "and says all of it then")

# Exit codes are those of sysexits(3).
for name, args, code in (("no command", ["nothing"], 64), ("an unknown option", ["list", "--no-such"], 64), ("a story that is none", ["show", "77"], 65),
                         ("no story named", ["show"], 64), ("a clock that is none", ["--now", "yesterday", "list"], 64), ("an empty pipe", ["filter"], 64), ("a deadline that is none", ["deadline", "open-collab", "2021-07-21"], 64),
                         ("a backup where no folder is", ["backup", "/nowhere/at/all.db"], 73)):
    done = box.run(*args, stdin=b"")
    tap.equal(done.returncode, code, "%s: %d" % (name, code))
    tap.has(done.stderr.decode(), "callbox", "%s: and words" % name)

tap.has(box.run("lits").stderr.decode(), "perhaps \"list\" is meant", "a mistyped command is guessed")
tap.equal(box.run("help", "list").stdout, box.run("list", "--help").stdout, "\"help list\" is \"list --help\"")
tap.equal(box.run("help").stdout, box.run("--help").stdout, "and \"help\" is \"--help\"")
for about in ("help", "--help"):
    tap.equal(box.run("help", about).stdout, box.run("--help").stdout, "so is \"help %s\"" % about)

# A formula stays text in a spreadsheet (PROVES B-25).
tap.has(box.run("list", "--csv").stdout.decode(), "\"'=cmd", "a formula in CSV is disarmed")

# Errors of the configuration name file, line and remedy, all in one run.
bad = Box(call=CALL.replace('"2021-07-20 AoE"', '"2021-07-20"').replace("America/Los_Angeles", "America/Lost_Angeles"))
done = bad.run("check", "--offline")
words = done.stderr.decode()
tap.equal(done.returncode, 78, "a bad configuration is 78")
tap.has(words, "names no zone; write \"2021-07-20 AoE\"", "the date without a zone, with the remedy")
tap.has(words, "Lost_Angeles", "and the unknown zone, in the same run")
tap.ok(all(":" in line and any(c.isdigit() for c in line) for line in words.splitlines()), "each with file and line")
tap.equal(bad.run("filter", stdin=mail()).returncode, 75, "the pipe tells the mail server to try again (PROVES P-4)")

# A spool that is a symlink is refused; one that is missing is named.
odd = Box()
os.symlink(box.spool, odd.spool)
tap.ok(odd.run("once").returncode not in (0, 70), "a symlink as spool is refused (PROVES F-38)")
tap.ok(Box().run("list").returncode in (65, 66), "a spool that is not there is named")

# A backup is whole, and can go back.
copy = os.path.join(box.dir, "copy.db")
tap.equal(box.run("backup", copy).returncode, 0, "backup of a live database")
tap.ok(box.run("backup", copy).returncode != 0, "never over a file that is there")
other = Box()
os.makedirs(other.spool, 0o700)
shutil.copy(copy, os.path.join(other.spool, "callbox.db"))
os.chmod(os.path.join(other.spool, "callbox.db"), 0o600)
tap.equal(other.json("list"), box.json("list"), "the copy tells the same stories")

# reparse changes nothing that was read rightly before.
before = box.json("show", "1")
tap.equal(box.run("reparse").returncode, 0, "reparse")
tap.equal(box.json("show", "1"), before, "and everything is as it was (PROVES P-2)")

# init writes what check accepts.
fresh = os.path.join(box.dir, "fresh")
os.mkdir(fresh)
conf = os.path.join(fresh, "callbox.conf")
done = subprocess.run([PROGRAM, "-c", conf, "init", "--address", "stories@example.org", "--deadline", "2030-07-20 AoE"], capture_output=True, cwd=fresh, stdin=subprocess.DEVNULL)
tap.ok(done.returncode == 0, "init", done.stderr.decode())
tap.equal(subprocess.run([PROGRAM, "-c", conf, "check"], capture_output=True, cwd=fresh).returncode, 0, "check accepts it")
tap.equal(subprocess.run([PROGRAM, "-c", conf, "once"], capture_output=True, cwd=fresh).returncode, 0, "once runs with it")
tap.ok(subprocess.run([PROGRAM, "-c", conf, "init"], capture_output=True, cwd=fresh, stdin=subprocess.DEVNULL).returncode != 0, "init never overwrites a file")

# What check finds at the doors carries its line, and what needs no server is found without one.
CONF = """data = "spool"
inbox "main" {
    url = "imaps://ada@127.0.0.1:1/INBOX"
    password_command = {"no-such-program", "x"}
    ca_file = "none.pem"
}
inbox "more" {
    url = "imaps://ada@127.0.0.1:2/INBOX"
    password_command = {"true"}
}
outbox {
    url = "smtp+insecure://[::1]:3"
}
inbox "odd" {
    url = "imaps://ada@127.0.0.1:4/INBOX"
    password_command = {"true"}
    ca_file = "callbox.conf"
}
"""
doors = Box()
with open(doors.conf, "w") as out:
    out.write(CONF + CALL)
said = doors.run("check", "--offline")
tap.equal(said.returncode, 78, "check --offline knows programs and files that are missing")
tap.has(said.stdout.decode(), 'FAIL inbox main     %s:4: password_command: there is no program "no-such-program"' % doors.conf, "the program, with its line")
tap.has(said.stdout.decode(), 'FAIL inbox main     %s:5: ca_file "%s/none.pem" cannot be read' % (doors.conf, doors.dir), "and the authority")
tap.has(said.stdout.decode(), 'FAIL inbox odd      %s:17: ca_file "%s/callbox.conf" holds no certificate' % (doors.conf, doors.dir), "which has to be one")
said = doors.run("check").stdout.decode()
tap.has(said, "FAIL inbox more     %s:8: cannot connect to 127.0.0.1:2: Connection refused; look whether the server runs" % doors.conf, "a server that is not there, with the line of its url")
tap.has(said, "FAIL outbox         %s:12: cannot connect to [::1]:3: " % doors.conf, "the outbox, too")
doubtful = Box(call=CALL.replace('start  = "2021-07-22 08:00"', 'start  = "2021-07-20 08:00"'))
said = doubtful.run("check", "--offline")
tap.equal(said.returncode, 0, "what is probably not meant does not fail")
tap.has(said.stdout.decode(), 'WARN configuration  %s:' % doubtful.conf, "but is told")
tap.equal([f["warning"] for f in doubtful.json("check", "--offline") if "begins before the deadline" in f["words"]], [True], "as JSON too")

# A template with a name that nobody asks for is a slip.
own = Box()
folder = os.path.join(own.dir, "mine")
os.makedirs(folder)
for name, text in (("receipt.txt", open(os.path.join(TOP, "templates", "receipt.txt")).read() + "{{> footer}}\n"), ("footer.txt", "Ours.\n"), ("reciept.html", "x")):
    with open(os.path.join(folder, name), "w") as out:
        out.write(text)
with open(own.conf, "a") as out:
    out.write('templates = "mine"\n')
said = own.run("check", "--offline").stdout.decode()
tap.equal([line for line in said.splitlines() if line.startswith("WARN")],
          ['WARN templates      %s:%d: "reciept.html" in %s takes the place of no template and none includes it; name it like one of those shipped'
           % (own.conf, len(open(own.conf).read().splitlines()), folder)], "check names it")

# What no letter can be made of is told with its line; a mark of the byte order is none of it.
for name, octets, code, part in (("a mark of the byte order", b"\xef\xbb\xbfSubject: x\n\ny\n", 0, "every letter has its templates"),
                                 ("no UTF-8", b"Subject: x\n\ncaf\xe9\n", 78, "receipt.txt:3: this line is not valid UTF-8"),
                                 ("an octet 0", b"Subject: x\n\n\n\0\n", 78, "receipt.txt:4: this line is not valid UTF-8"),
                                 ("a slip", b"Subject: x\n\n{{contakt}}\n", 78, "receipt.txt:3: unknown name \"contakt\"; perhaps \"contact\" is meant"),
                                 ("a loop", b"Subject: x\n\n{{> footer}}\n", 78, "receipt.txt:3: in footer:1: only within a section")):
    with open(os.path.join(folder, "footer.txt"), "w") as out:
        out.write("{{> footer}}\n" if name == "a loop" else "Ours.\n")
    with open(os.path.join(folder, "receipt.txt"), "wb") as out:
        out.write(octets)
    done = own.run("check", "--offline")
    tap.equal(done.returncode, code, "a template with %s: %d" % (name, code))
    tap.has(done.stdout.decode(), part, "and why")
os.unlink(os.path.join(folder, "receipt.txt"))
os.mkfifo(os.path.join(folder, "receipt.txt"))
tap.equal(own.run("check", "--offline").returncode, 78, "a pipe in its place is not waited for")

# A digest by hand says what became of it, to people and to programs.
asked = Box()
asked.deliver(mail(), 1626682491)
asked.run("once", now="2021-07-19T09:00:00Z")
facts = asked.json("digest", now="2021-07-19T09:01:00Z")
tap.equal([(d["call"], d["queued"], d["html"], "My good story" in d["text"]) for d in facts], [("open-collab", [], None, True)], "digest --json has its text")
tap.has(asked.run("digest", "--send", now="2021-07-19T09:02:00Z").stdout.decode(), "2 letters wait in the outbox", "digest --send says how many it queued")
tap.equal(asked.json("digest", "--send", now="2021-07-19T09:03:00Z")[0]["queued"], ["rosa@example.org", "lee@example.com"], "and to whom, as JSON")

# What a command tells people, it tells programs, too: each line is an object.
every = Box()
every.deliver(mail(), 1626682491)
every.run("once", now="2021-07-19T09:00:00Z")
for command in (["accept", "--preview", "1"], ["accept", "1"], ["send", "--dry-run"], ["reparse", "--dry-run"], ["backup", "copy.db"], ["digest"], ["held"], ["silent"]):
    done = every.run(*command, "--json", now="2021-07-19T09:01:00Z")
    try:
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    except ValueError as why:
        lines = str(why)
    tap.ok(done.returncode == 0 and isinstance(lines, list), "%s --json" % " ".join(command), lines)
