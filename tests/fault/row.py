"""What became of the mails of one row of the fault matrix, as one line."""
import collections
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import mail  # noqa: E402
from harness import integrity  # noqa: E402

NOON = 1626682500  # 2021-07-19T08:15:00Z


def at(seconds):
    """The clock, that many seconds after noon, as --now takes it."""
    import datetime
    return datetime.datetime.fromtimestamp(NOON + seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


made = {}  # the octets of each story, by its Message-ID; more than one where a test made it anew


def story(number, **more):
    """The octets of a story by an author of its own."""
    name = "story-%s@example.net" % number
    octets = mail(sender="author%s@example.net" % number, message_id="<%s>" % name,
                  body="This is story %s, about a library that we wrote.\n" % number, **more)
    made.setdefault(name, set()).add(octets)
    return octets


def stored(box):
    """The Message-IDs of the database whose mail is there to the octet, and their numbers."""
    rows = box.sql("SELECT m.message_id, m.id, r.bytes FROM mail m JOIN raw r ON r.mail = m.id")
    return {name: number for name, number, octets in rows if octets in made.get(name, ())}


def untold(box, number, words):
    """Which of WORDS the trace of that mail does not say."""
    trace = box.run("trace", "mail-%d" % number).stdout.decode()
    return [word for word in words if word not in trace]


def waiting(box):
    """How many mails the inbox Maildir still has."""
    folder = os.path.join(box.spool, "inbox", "new")
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def recipients(letters):
    return collections.Counter(str(letter["To"]) for letter in letters)


def judge(tap, number, what, box, numbers, injected, letters=None, confirmed=True, most_duplicates=0, told=None):
    """Prints the row's line for the stories NUMBERS: all stored to the octet, each answered once (or nobody, with CONFIRMED false); their traces have TOLD."""
    letters = box.letters() if letters is None else letters
    to = recipients(letters)
    known = stored(box)
    lost = [n for n in numbers if "story-%s@example.net" % n not in known]
    answered = [n for n in numbers if to["author%s@example.net" % n] > 0]
    unconfirmed = len(numbers) - len(answered) if confirmed else 0
    ids = collections.Counter(str(letter["Message-ID"]) for letter in letters)
    duplicates = sum(count - 1 for count in ids.values())
    line = "%s %s: %d injected, %d lost, %d unconfirmed, %d duplicates" % (number, what, injected, len(lost), unconfirmed, duplicates)
    print("# " + line, flush=True)
    tap.ok(injected > 0 and not lost and unconfirmed == 0 and duplicates <= most_duplicates, line, lost)
    tap.equal(integrity(box.spool), "", "%s %s: the database is whole" % (number, what))
    ends = [known[name] for name in ("story-%s@example.net" % n for n in (numbers[0], numbers[-1])) if name in known]
    told = told or ("stored", "decided", "sent")[:3 if confirmed else 2]
    tap.equal([untold(box, n, told) for n in ends], [[]] * len(ends), "%s %s: the trace tells it (PROVES P-25)" % (number, what))
    if not confirmed:
        tap.equal(sorted(answered), [], "%s %s: nobody is answered" % (number, what))
    tap.equal(box.sql("PRAGMA integrity_check"), [("ok",)], "%s %s: the database is whole" % (number, what))
