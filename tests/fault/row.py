"""A row of the fault matrix with mails of many authors in one box, judged after everything is over."""
import collections
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import mail  # noqa: E402
from harness import NOON, Ledger, at, integrity  # noqa: E402, F401 (two of them for whoever imports this)

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


def problems(box, numbers, told):
    """What is wrong with the database, and with the traces of the first and the last of the stories NUMBERS: PROVES P-25."""
    known = stored(box)
    ends = [known[name] for name in ("story-%s@example.net" % n for n in (numbers[0], numbers[-1])) if name in known]
    silent = ["the trace of mail %d has no %s" % (number, words) for number in ends for words in [untold(box, number, told)] if words]
    return "; ".join(silent + [words for words in [integrity(box.spool)] if words])


def judge(tap, number, what, box, numbers, injected, letters=None, confirmed=True, most_duplicates=0, told=None):
    """The row's line and tests for the stories NUMBERS: all stored to the octet, each answered once (or nobody, with CONFIRMED false); their traces have TOLD."""
    letters = box.letters() if letters is None else letters
    to = recipients(letters)
    known = stored(box)
    lost = [n for n in numbers if "story-%s@example.net" % n not in known]
    answered = [n for n in numbers if to["author%s@example.net" % n] > 0]
    ids = collections.Counter(str(letter["Message-ID"]) for letter in letters)
    ledger = Ledger(number, what)
    ledger.add(len(lost), len(numbers) - len(answered) if confirmed else 0, sum(count - 1 for count in ids.values()),
               problems(box, numbers, told or ("stored", "decided", "sent")[:3 if confirmed else 2]), injected)
    ledger.close(tap, 1, most_duplicates)
    if not confirmed:
        tap.equal(sorted(answered), [], "%s %s: nobody is answered" % (number, what))
