#!/usr/bin/python3
"""A secret is in no argument, environment, log, core, database, digest or answer of a command (PROVES P-24)."""
import atexit
import base64
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402
import row  # noqa: E402,F401: where the tests' library is
from callbox import CALL, TOP, Box, Running, Tap, until  # noqa: E402

CANARY = "canary-7f3c91d2e8"
FORMS = [CANARY.encode(), base64.b64encode(CANARY.encode()), base64.b64encode(("\0ada\0" + CANARY).encode()), CANARY.encode().hex().encode()]
LIVE = CALL.replace("2021-07", "2035-07").replace("2021-06", "2021-05")
tap = Tap()


def finds(octets):
    return [form for form in FORMS if form in octets]


folder = tempfile.mkdtemp(prefix="cbsecret")
atexit.register(shutil.rmtree, folder, True)
subprocess.run(["sh", "-c", '. "%s/tests/lib/tls.sh"; tls_ca "$0" && tls_cert "$0" good' % TOP, folder], check=True)
imap, smtp = hostile.Server(hostile.imap(""), folder + "/good", True), hostile.Server(hostile.smtp(""), folder + "/good", True)
refusing = hostile.Server(hostile.imap("deny"), folder + "/good", True)
with open(folder + "/password", "w") as out:
    out.write(CANARY + "\n")
login = 'password_command = {"cat", "%s/password"}\nca_file = "%s/ca.pem"' % (folder, folder)
box = Box(LIVE)
box.write_config(LIVE, 'url = "imaps://ada@localhost:%d/INBOX"\n%s\n}\ninbox "refusing" {\nurl = "imaps://ada@localhost:%d/INBOX"\n%s' % (imap.port, login, refusing.port, login),
                 'url = "smtps://ada@localhost:%d"\n%s' % (smtp.port, login))
box.deliver(row.story(1, date=None))
user = []
if os.geteuid() == 0:  # whose processes may leave a core is seen from outside only for an ordinary user
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for top in (box.dir, folder):
        os.chown(top, 65534, 65534)
        for path, folders, names in os.walk(top):
            for name in folders + names:
                os.chown(os.path.join(path, name), 65534, 65534)
run = Running(box, "-v", under=user)
spoken = until(lambda: CANARY.encode() in imap.heard and b"AUTH PLAIN" in smtp.heard and refusing.denied, 30)
tap.ok(spoken is not None, "both doors log in with the secret, and one is refused", (imap.heard[-300:], smtp.heard[-300:], run.log()))
family, seen, undumpable = run.everybody(), b"", {}
for pid in family:
    for what in ("cmdline", "environ"):
        try:
            seen += open("/proc/%d/%s" % (pid, what), "rb").read()
        except OSError:
            pass
for name, pid in run.parts().items():
    undumpable[name] = os.stat("/proc/%d/auxv" % pid).st_uid == 0
tap.equal(finds(seen), [], "not in the arguments or environment of %d processes" % len(family))
if os.geteuid() == 0:
    tap.ok(undumpable.get("receive main") and undumpable.get("send"), "the processes that log in leave no core", undumpable)
else:
    tap.skip("P-24 no core", "only root sees from outside whether a process may leave a core")
run.end()
tap.equal(finds(run.log().encode()), [], "not in the log")
files = b""
for path, _, names in os.walk(box.spool):
    for name in names:
        files += open(os.path.join(path, name), "rb").read()
tap.equal(finds(files), [], "not in the spool: database, its log, letters")
said = b""
for command in ("status", "status --json", "list", "held", "account", "digest --preview", "trace mail-1", "check", "send --dry-run", "-v once"):
    done = box.run(*command.split())
    said += done.stdout + done.stderr
tap.ok(len(said) > 1000, "the commands say much")
tap.equal(finds(said), [], "but not the secret")
tap.equal(finds(b"".join(smtp.heard.split(b"AUTH PLAIN ")[:1])), [], "nor any letter")
