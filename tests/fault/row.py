"""What became of the mails of one row of the fault matrix, as one line."""
import collections
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import mail  # noqa: E402

NOON = 1626682500  # 2021-07-19T08:15:00Z


def at(seconds):
    """The clock, that many seconds after noon, as --now takes it."""
    import datetime
    return datetime.datetime.fromtimestamp(NOON + seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def story(number, **more):
    """The octets of a story by an author of its own."""
    return mail(sender="author%s@example.net" % number, message_id="<story-%s@example.net>" % number,
                body="This is story %s, about a library that we wrote.\n" % number, **more)


def stored(box):
    """The Message-IDs of the database."""
    return {row[0] for row in box.sql("SELECT message_id FROM mail")}


def waiting(box):
    """How many mails the inbox Maildir still has."""
    folder = os.path.join(box.spool, "inbox", "new")
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def recipients(letters):
    return collections.Counter(str(letter["To"]) for letter in letters)


def judge(tap, number, what, box, numbers, injected, letters=None, confirmed=True, most_duplicates=0):
    """Prints the row's line for the stories NUMBERS: all stored, each answered once (or nobody, with CONFIRMED false)."""
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
    if not confirmed:
        tap.equal(sorted(answered), [], "%s %s: nobody is answered" % (number, what))
    tap.equal(box.sql("PRAGMA integrity_check"), [("ok",)], "%s %s: the database is whole" % (number, what))
