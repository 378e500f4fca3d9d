"""Private servers for tests: Dovecot (tests/lib/dovecot.sh) and an SMTP sink, each ended with the test."""
import atexit
import ctypes
import os
import socket
import struct
import subprocess
import tempfile
import shutil
import imaplib
import time

LIB = os.path.dirname(os.path.abspath(__file__))

DOVECOT = """
. "$LIB/tls.sh"
. "$LIB/dovecot.sh"
dovecot_start "$1" >&2 || exit 1
trap dovecot_stop EXIT
echo "$DOVECOT_IMAP $DOVECOT_IMAPS $DOVECOT_CA $DOVECOT_MAIL"
read -r end
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Dovecot:
    """Any user logs in with the password "secret"."""

    def __init__(self):
        self.dir, self.dropped = tempfile.mkdtemp(prefix="cbdc-"), 0
        os.chmod(self.dir, 0o755)
        self.process = subprocess.Popen(["sh", "-c", DOVECOT, "sh", self.dir], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=dict(os.environ, LIB=LIB))
        atexit.register(self.stop)
        self.imap, self.imaps, self.ca, self.mail = self.process.stdout.readline().split()

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)
        shutil.rmtree(self.dir, True)

    def inbox(self, user="stories", scheme="imaps"):
        """The inbox section of a configuration for USER."""
        port = self.imaps if scheme == "imaps" else self.imap
        return 'url = "%s://%s@localhost:%s/INBOX"\npassword_command = {"/bin/echo", "secret"}\nca_file = "%s"' % (scheme, user, port, self.ca)

    def client(self, user="stories"):
        connection = imaplib.IMAP4("127.0.0.1", int(self.imap))
        connection.login(user, "secret")
        connection.select("INBOX")
        return connection

    def maildir(self, user="stories"):
        """The folder of USER's mails, made when it is not there yet."""
        folder, owner = os.path.join(self.mail, user), os.stat(self.mail)
        for path in (folder, *(os.path.join(folder, sub) for sub in ("tmp", "new", "cur"))):
            if not os.path.isdir(path):
                os.mkdir(path, 0o700)
                os.chown(path, owner.st_uid, owner.st_gid)
        return folder

    def drop(self, octets, user="stories", when=None):
        """Delivers a mail as a delivery agent does: quicker than append(). WHEN: seconds since 1970, the INTERNALDATE."""
        folder, owner = self.maildir(user), os.stat(self.mail)
        self.dropped += 1
        name = "%d.M%d.example" % (time.time(), self.dropped)
        written = os.path.join(folder, "tmp", name)
        with open(written, "wb") as out:
            out.write(octets)
        os.chown(written, owner.st_uid, owner.st_gid)
        os.utime(written, (when or time.time(),) * 2)
        os.rename(written, os.path.join(folder, "new", name))

    def append(self, octets, when=None, user="stories"):
        """WHEN: seconds since 1970, the INTERNALDATE."""
        connection = self.client(user)
        connection.append("INBOX", None, imaplib.Time2Internaldate(when or time.time()), octets)
        connection.logout()


class Arrivals:
    """The files that are written in a folder, by the moment when each was closed: their times are too coarse to order them.

    A name that comes again counts once, at its last time: an SMTP sink that starts anew within a second repeats its names.
    The kernel keeps 16,384 of them between two questions; when more came, the second fails.
    """
    CLOSE_WRITE, OVERFLOW, EVENT = 0x8, 0x4000, struct.Struct("iIII")  # inotify(7)

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self.names, self.fd = {}, libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.fd < 0 or libc.inotify_add_watch(self.fd, folder.encode(), self.CLOSE_WRITE) < 0:
            raise OSError(ctypes.get_errno(), "inotify: see /proc/sys/fs/inotify", folder)

    def so_far(self):
        while True:
            try:
                self.add(os.read(self.fd, 65536))
            except BlockingIOError:
                return list(self.names)

    def add(self, events):
        while events:
            _, mask, _, size = self.EVENT.unpack_from(events)
            if mask & self.OVERFLOW:
                raise OverflowError("too many files came since the last question")
            name = os.fsdecode(events[self.EVENT.size:self.EVENT.size + size].rstrip(b"\0"))
            self.names.pop(name, None)
            self.names[name] = True
            events = events[self.EVENT.size + size:]


class SmtpSink:
    """Postfix's smtp-sink; every mail becomes a file. FLAGS are its own (-r, -f, -q, ...)."""

    def __init__(self, *flags):
        self.dir = tempfile.mkdtemp(prefix="cbsink-")
        os.chmod(self.dir, 0o777)
        self.port, self.arrivals = free_port(), Arrivals(self.dir)
        self.start(*flags)
        atexit.register(shutil.rmtree, self.dir, True)
        atexit.register(self.stop)

    def start(self, *flags):
        drop = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(["/usr/sbin/smtp-sink", *drop, *flags, "-d", "%Y%m%d%H%M%S.", "127.0.0.1:%d" % self.port, "50"], cwd=self.dir)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def outbox(self):
        return 'url = "smtp+insecure://127.0.0.1:%d"' % self.port

    def mails(self):
        """The octets of every mail received, as they were sent (but for LF line ends)."""
        return [letter[letter.index(b"\nFrom: ") + 1:].rstrip(b"\n") + b"\n" for letter in self.letters()]

    def letters(self):
        """The octets of every mail received whole, as they came, with what the sink writes above it."""
        self.settle()
        return [octets for octets in map(self.read, self.arrivals.so_far()) if octets is not None]

    def settle(self):
        """The sink may answer a final dot a moment before it closes the file."""
        for _ in range(100):
            if not set(os.listdir(self.dir)) - set(self.arrivals.so_far()):
                return
            time.sleep(0.02)

    def read(self, name):
        """The octets of a file; None when its mail broke off, after which the sink removes it. An empty line ends a whole one."""
        try:
            with open(os.path.join(self.dir, name), "rb") as file:
                octets = file.read()
        except FileNotFoundError:
            return None
        return octets if octets.endswith(b"\n\n") else None
