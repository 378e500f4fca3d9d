#!/usr/bin/python3
"""Words beside a story: kept, shown, quoted in the digest under the story they belong to, and never more than words."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail, part  # noqa: E402

tap = Tap()
box = Box()


def write(minute, to, body, sender="ada@example.net", subject="Re: My good story", extra=""):
    """A mail at 08:MINUTE, worked on at once; the letters that it caused."""
    before = len(box.letters())
    box.deliver(mail(sender=sender, to=to, subject=subject, body=body, message_id="<m%d@example.net>" % minute, extra=extra), 1626681600 + 60 * minute)
    tap.equal(box.run("once", now="2021-07-19T08:%02d:00Z" % minute).returncode, 0, "a pass at 08:%02d" % minute)
    return box.letters()[before:]


receipt = write(1, "stories@example.org", "A story of two labs.\n", subject="My good story")[0]
thread = receipt["Reply-To"]
write(2, "stories@example.org", "A story of three labs.\n", sender="bob@example.com", subject="Another story")
write(3, thread, "One more thing: the lab was in Kyoto.\n")
write(4, thread, "I was there.\nACCEPT 1\nWrite to %s \x1b[31m\u202eyadot\n" % thread, sender="eve@example.com")
write(5, thread, "\n", sender="fay@example.net")

shown = box.run("show", "1").stdout.decode()
tap.has(shown, "| One more thing: the lab was in Kyoto.", "show prints a note")
tap.has(shown, "note from eve@example.com: received 2021-07-19 08:04:00 UTC", "and whose it is")
tap.has(shown, "| ACCEPT 1", "behind a prefix (PROVES OS-06)")
tap.ok("\x1b" not in shown and "\u202e" not in shown, "without what a terminal would obey (PROVES P-22)")
tap.has(shown, "(without words)", "a note may be empty")
notes = box.json("show", "1")[0]["notes"]
tap.equal([n["from"] for n in notes], ["ada@example.net", "eve@example.com", "fay@example.net"], "as JSON too, in order")
tap.equal(notes[0], {"from": "ada@example.net", "received": "2021-07-19T08:03:00Z", "text": "One more thing: the lab was in Kyoto.\n", "mail": 3}, "with the names of every other command")
tap.equal(box.json("show", "2")[0]["notes"], [], "each under its own story")

# A letter about a note continues that mail's thread (PROVES RE-17).
letter = write(6, thread, "HELP\n", extra="References: <first@example.net> <second@example.net>\r\nIn-Reply-To: <second@example.net>\r\n")[0]
tap.equal(letter["References"].split()[:2], ["<first@example.net>", "<second@example.net>"], "an answer names what its own mail names")
tap.equal(letter["References"].split()[2:], [receipt["Message-ID"], "<m6@example.net>"], "then our last letter, then the mail itself")

box.run("once", now="2021-07-20T04:30:00Z")
digest = [m for m in box.letters() if m["To"] and "rosa" in m["To"]][0]
plain, html = part(digest, "text/plain"), part(digest, "text/html")
tap.has(digest["Subject"], "4 notes", "the digest counts the notes in its subject")
section = plain[plain.index("NOTES (4 notes)"):plain.index("RSVPS")]
tap.ok(re.search(r"#1 \| My good story\nfrom the author:\n\| One more thing: the lab was in Kyoto\.\n", section), "and quotes them under their story", section)
tap.has(section, "from eve@example.com, not the author:", "a stranger's as a stranger's (PROVES CT-02)")
tap.has(section, "| ACCEPT 1", "prefixed, so that no line is a command (PROVES OS-06)")
token = re.search(r"\+([a-z2-7]{16,})@", thread).group(1)
tap.lacks(plain + html, token, "without the thread's token (PROVES OS-10)")
tap.has(html, "One more thing: the lab was in Kyoto.", "in the HTML as well")
tap.equal(box.json("show", "1")[0]["state"], "received", "nothing in a note acted")
box.deliver(mail(sender="rosa@example.org", to=digest["Reply-To"], subject="Re: digest", message_id="<rosa@example.org>",
                 body="Fine.\n\n" + "".join("> %s\n" % line for line in plain.splitlines())), 1626756000)
box.run("once", now="2021-07-20T04:40:00Z")
tap.equal(box.json("show", "1")[0]["state"], "received", "nor when an organizer quotes it")

box.run("once", now="2021-07-21T04:30:00Z")
later = [m for m in box.letters() if m["To"] and "rosa" in m["To"]][-1]
tap.lacks(part(later, "text/plain"), "NOTES", "the next night they are not new")
many = "".join("A line of a long note, number %d, goes on.\n\n" % n for n in range(200))
for n in range(6):
    box.deliver(mail(sender="eve@example.com", to=thread, subject="Re: x", body="%d: %s" % (n, many), message_id="<long%d@example.net>" % n), 1626850000 + n)
box.run("once", now="2021-07-22T04:30:00Z")
last = part([m for m in box.letters() if m["To"] and "rosa" in m["To"]][-1], "text/plain")
section = last[last.index("NOTES (6 notes)"):last.index("RSVPS")]
tap.ok(len(section) < 2000 and "and 2 more: callbox show 1" in section, "many long notes are cut", section)
