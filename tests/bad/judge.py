"""Judges what became of one bad mail and of the ordinary one behind it, through the whole program."""
import csv
import email
import email.policy
import html
import io
import os
import re
import sys
import tempfile
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, mail  # noqa: E402

# Nothing here is about durability, so the disk need not be asked to sync.
if os.access("/dev/shm", os.W_OK):
    tempfile.tempdir = "/dev/shm"

NOON = "2021-07-19T08:15:02Z"
ARRIVED = 1626682491  # 2021-07-19T08:14:51Z
CAP = 25 * 1024 * 1024
ORDINARY = mail(sender="grace@example.net", subject="An ordinary one", message_id="<ordinary@example.net>")
FIELDS = {"From", "To", "Reply-To", "Subject", "Date", "Message-Id", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
          "X-Auto-Response-Suppress", "X-Callbox-Loop", "MIME-Version", "Content-Type"}
# Controls and characters that turn text around or hide it, in any output (RULES OS-05).
UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Verdict:
    """What is wrong, in words; empty if nothing is."""

    def __init__(self):
        self.wrong = []

    def want(self, good, words, *facts):
        if not good:
            self.wrong.append(words % facts if facts else words)
        return good

    def same(self, got, want, words):
        self.want(got == want, "%s: got %r, want %r", words, got, want)


def strings(value):
    """Every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def clean(verdict, value, where):
    for text in strings(value):
        found = UNCLEAN.search(text)
        verdict.want(not found, "%s carries %r", where, found and text[max(0, found.start() - 20):found.end() + 20])


def judge_letter(verdict, octets):
    """Each header once, none but ours, nothing unencoded (B-10, B-12, B-19, B-48)."""
    head = octets.replace(b"\r\n", b"\n").split(b"\n\n")[0]
    names = [line.split(b":")[0].decode("latin-1") for line in head.split(b"\n") if line[:1] not in (b" ", b"\t")]
    verdict.same(len(names), len(set(n.lower() for n in names)), "a header stands twice in %s" % names)
    verdict.want(set(names) <= FIELDS, "injected headers %s", set(names) - FIELDS)
    lines = octets.replace(b"\r\n", b"\n").split(b"\n")
    verdict.want(max(map(len, lines)) <= 998, "a line of %d octets", max(map(len, lines)))
    verdict.want(all(c in b"\t" or 32 <= c < 127 for line in lines for c in line), "a raw octet outside printable ASCII")
    verdict.want(b"." not in lines, "a line that is a single dot")
    letter = email.message_from_bytes(octets, policy=email.policy.default)
    for leaf in letter.walk():
        if leaf.get_content_maintype() == "text" and leaf.get_content_subtype() != "calendar":
            clean(verdict, leaf.get_content(), "the " + leaf.get_content_type() + " of the letter")
    return letter


# Rows about what is shown to a person; for the others one run of the program is enough.
SHOWN = {11, 12, 13, 19, *range(23, 32), 35, 38}
# What callbox itself puts into its directory; nothing else is ever written there (OS-12).
OWN_FILE = re.compile(r"callbox\.conf|bad\.eml|digest\.html|spool/(callbox\.(db|lock)[a-z.-]*|held/[0-9]+\.(eml|why)|(inbox|outbox)/(tmp|new|cur)/[A-Za-z0-9.,:=_@-]+|\.?[a-z.-]+)$")


def judge_files(verdict, box):
    for folder, _, names in os.walk(box.dir):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), box.dir)
            verdict.want(OWN_FILE.match(path), "a file %r", path)


def judge_sinks(verdict, row, box, letters):
    """What a person opens: screens, the digest as text and as a page, letters (B-24, B-26, B-30)."""
    for command in (["list"], ["held"], ["status"], ["digest"], ["show", "open-collab-1"], ["trace", "open-collab-1"]):
        clean(verdict, box.run(*command, now=NOON).stdout.decode(), " ".join(command))
    page = os.path.join(box.dir, "digest.html")
    box.run("digest", "--html", page, now=NOON)
    with open(page, encoding="utf-8") as digest:
        pages = [digest.read()] + [leaf.get_content() for letter in letters for leaf in letter.walk() if leaf.get_content_type() == "text/html"]
    for tag in row.want.get("tags", ()):
        verdict.want(not any(tag in page for page in pages), "%r is raw in a page", tag)
        verdict.want(html.escape(tag, quote=False) in html.unescape(pages[0]).replace("<", "&lt;").replace(">", "&gt;"), "%r is not in the digest", tag)
    digest = box.run("digest", now=NOON).stdout.decode()
    verdict.want(row.want.get("digest", "") in digest, "no %r in the digest", row.want.get("digest"))


def outbox(box):
    folder = os.path.join(box.spool, "outbox", "new")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [open(os.path.join(folder, n), "rb").read() for n in names]


def judge_letters(verdict, row, letters):
    bad = [letter for letter in letters if str(letter["To"]) != "grace@example.net"]
    verdict.same(len(letters) - len(bad), 1, "letters to the author of the ordinary mail")
    if "answered" in row.want:
        verdict.same([str(letter["To"]) for letter in bad], [row.want["answered"]] if row.want["answered"] else [], "answered")
    limit = 1 if row.outcome == "A" or "told" in row.want else 0
    verdict.want(len(bad) <= limit, "%d letters to its author", len(bad))
    told = row.want.get("told")
    words = bad[0].get_body(("plain",)).get_content() if bad else ""
    verdict.want(told is None or told in words, "the letter does not say %r: %s", told, words)
    for letter in bad:
        for key, field in (("answer_subject", "Subject"), ("in_reply_to", "In-Reply-To")):
            if key in row.want:
                verdict.same(letter[field], row.want[key], field + " of the answer")
        if "references" in row.want:
            count = len(str(letter["References"] or "").split())
            verdict.want(count <= row.want["references"], "%d references", count)


def longest_run_of_marks(text):
    longest = run = 0
    for c in text:
        run = run + 1 if unicodedata.combining(c) else 0
        longest = max(longest, run)
    return longest


def judge_story(verdict, row, box, story, told):
    want = row.want
    clean(verdict, story, "the story")
    for key, field in (("subject", "subject"), ("sender", "from"), ("called", "from_name"), ("verdict", "verdict"), ("received", "received")):
        if key in want:
            verdict.same(story[field], want[key], field)
    for key, text in (("text", story["text"]), ("subject_has", story["subject"]), ("flag", "\n".join(told["flags"])),
                      ("attachment", "\n".join(str(a["name"]) for a in told["attachments"]))):
        verdict.want(want.get(key, "") in text, "no %r in %s: %.300r", want.get(key), key, text)
    for words in want.get("text_lacks", ()):
        verdict.want(words not in story["text"], "%r in the text", words)
    if "marks" in want:
        verdict.want(max(longest_run_of_marks(t) for t in strings(story)) <= want["marks"], "too many marks in a row")
    if "csv" in want:
        cells = [cell for line in csv.reader(io.StringIO(box.run("list", "--csv").stdout.decode())) for cell in line]
        verdict.want(want["csv"] in cells, "no cell %r in %r", want["csv"], cells)
    if "size" in want:
        verdict.same([a["size"] for a in told["attachments"]], [want["size"]], "size of the attachment")
    for attachment in told["attachments"]:
        verdict.want(len((attachment["name"] or "").encode()) <= 100 and "/" not in (attachment["name"] or ""), "a name like %r", attachment["name"])


def judge_held(verdict, row, box, held, octets):
    verdict.same([h["number"] for h in held], [1], "held mails")
    for h in held:
        clean(verdict, h, "what is held")
        verdict.want(row.want.get("why", "") in (h["why"] or ""), "held because %r, want %r", h["why"], row.want.get("why"))
    for path, want in ((os.path.join(box.spool, "held", "1.eml"), octets[:CAP]),):
        verdict.want(os.path.exists(path) and open(path, "rb").read() == want, "the bytes in spool/held differ")
    verdict.want(os.path.exists(os.path.join(box.spool, "held", "1.why")), "no reason beside the held mail")


def judge_trace(verdict, row, box):
    """What was decided about the bad mail, and why, can be read (P-25)."""
    number = box.sql("SELECT id FROM mail WHERE coalesce(sender, '') <> 'grace@example.net'")[0][0]
    trace = box.run("trace", "mail-%d" % number).stdout.decode()
    clean(verdict, trace, "the trace")
    word = "held" if row.outcome == "H" else "decided"
    verdict.want("stored" in trace and word in trace, "the trace does not say that it was stored and %s: %s", word, trace)
    verdict.want(row.outcome != "H" or row.want.get("why", "") in trace, "the trace does not say why: %s", trace)


def judge_account(verdict, row, box):
    account = box.json("account")[0]
    verdict.same((account["in"], account["difference"]), (2, 0), "the account")
    if row.outcome == "I":
        verdict.same(account["classes"].get(row.want["kind"]), 1, "counted as %s in %r" % (row.want["kind"], account["classes"]))


def judge(row, octets):
    """A list of what is wrong after ROW's mail, then an ordinary one, went the whole way."""
    verdict = Verdict()
    box = Box()
    box.deliver(octets, ARRIVED)
    box.deliver(ORDINARY, ARRIVED)
    done = box.run("once", "-v", now=NOON)
    verdict.same(done.returncode, 0, "exit code of once (%s)" % done.stderr.decode()[:500])
    clean(verdict, done.stderr.decode(), "the log")
    if row.want.get("log_lines"):
        verdict.want(not any(line.startswith("2021") for line in done.stderr.decode().splitlines()), "a faked log line")
    # A stranger's calendar answer is listed as a guest's question and changes nothing (CI-11); it is not held.
    stories, held = box.json("list"), [h for h in box.json("held") if "guest" not in h]
    told = box.json("explain", path_of(box, octets), now=NOON)[0]
    clean(verdict, told, "explain")
    bad = [s for s in stories if s["from"] != "grace@example.net"]
    verdict.same(len(stories) - len(bad), 1, "ordinary stories")
    verdict.same((len(bad), len(held)), {"A": (1, 0), "H": (0, 1), "I": (0, 0)}[row.outcome],
                 "stories and held mails (%s)" % (held or told["decision"]))
    if row.outcome == "A" and bad:
        judge_story(verdict, row, box, bad[0], told)
        story = box.run("show", bad[0]["id"], "--raw").stdout
        verdict.want(story == octets[:CAP], "the stored bytes differ")
    elif row.outcome == "H" and held:
        judge_held(verdict, row, box, held, octets)
    if "unchanged" in row.want:
        verdict.same(told["from"], row.want["unchanged"], "the address")
    if "events" in row.want:
        verdict.same(len(told["rsvp"]), row.want["events"], "events that are read")
    if "uid" in row.want:
        verdict.same([rsvp["uid"] for rsvp in told["rsvp"]], [row.want["uid"]], "the event that is answered")
    verdict.want(row.want.get("noted", "") in "\n".join(told["flags"]), "no note %r", row.want.get("noted"))
    letters = [judge_letter(verdict, letter) for letter in outbox(box)]
    judge_letters(verdict, row, letters)
    if row.number in SHOWN:
        judge_sinks(verdict, row, box, letters)
    judge_files(verdict, box)
    judge_trace(verdict, row, box)
    judge_account(verdict, row, box)
    box.remove()
    return verdict.wrong


def path_of(box, octets):
    path = os.path.join(box.dir, "bad.eml")
    with open(path, "wb") as out:
        out.write(octets)
    return path
