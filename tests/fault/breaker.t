#!/usr/bin/python3
"""The circuit breaker: at most so many automatic answers within an hour and to one address in a day; the others wait, and the operator is told."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Tap, mail  # noqa: E402

OUT = 'url = "maildir:spool/outbox"\nlimit_per_hour = 5'
tap = Tap()


def answers(box):
    return sum(count for to, count in recipients(box.letters()).items() if "author" in to)


# The hour (PROVES P-16).
box = Box(CALL, outbox=OUT)
for n in range(12):
    box.deliver(story(n), NOON - 9)
done = box.run("once", now=at(0))
tap.equal((done.returncode, answers(box)), (0, 5), "of 12 stories 5 are answered within the hour")
tap.has(done.stderr.decode(), "limit_per_hour", "the log says why")
tap.equal(len(box.json("list")), 12, "all are stored")
status = box.json("status", now=at(60))[0]
tap.equal((status["held_back"], status["queued"]), (7, 7), "status counts those that wait")
tap.has(box.run("status", now=at(60)).stdout.decode(), "breaker   7 letters wait", "in words too")
tap.has(box.run("digest", "--preview", now=at(60)).stdout.decode(), "7 letters wait", "the digest tells of them")
box.run("digest", "--send", now=at(61))
box.run("once", now=at(61))
tap.ok(recipients(box.letters())["rosa@example.org"] + recipients(box.letters())["Rosa Example <rosa@example.org>"] > 0,
       "mail to organizers is not held back", recipients(box.letters()))
left = []
for minute in range(0, 181, 10):
    box.run("once", now=at(60 * minute + 5))
    left.append(answers(box))
tap.equal((left[0], left[-1]), (5, 12), "in the end all have left")
tap.ok(all(b - a <= 5 for a, b in zip(left, left[6:])), "and never more than 5 within an hour", left)
judge(tap, "P-16", "more answers than an hour allows", box, range(12), 7, letters=[l for l in box.letters() if "author" in str(l["To"])])
tap.equal(box.json("status", now=at(11000))[0]["held_back"], 0, "then nothing waits any more")

# A receipt and its invitations are one answer.
box = Box(CALL.replace('    session "story-time"', '    session "second" { title = "Second" start = "2021-07-23 08:00" length = "60m" url = "https://zoom.example/j/2" }\n    session "story-time"'),
          outbox=OUT.replace("5", "1"))
for n in range(2):
    box.deliver(story(n), NOON - 9)
box.run("once", now=at(0))
tap.equal(sorted(recipients(box.letters()).values()), [2], "with one answer an hour, one author gets the receipt and the second invitation")

# One address.
box = Box(CALL)
for n in range(5):
    box.deliver(mail(message_id="<m%d@example.net>" % n, body="Story number %d, which is another one.\n" % n), NOON - 9)
box.run("once", now=at(0))
tap.equal(len(box.letters()), 3, "one address gets 3 answers in 24 hours")
tap.equal(len(box.json("list")), 5, "all its mails are stored")
text = box.run("digest", "--preview", now=at(60)).stdout.decode()
tap.has(text, "UNANSWERED (2)", "and the digest asks about the others")
