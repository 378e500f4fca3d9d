#!/usr/bin/python3
"""make demo: the call of the ICML 2021 social, replayed in a few seconds.

Usage: demo.py FOLDER. A private IMAP and SMTP server on loopback, the clock of
July 2021 by --now, and the real program in between. Every step says what
arrives and what callbox does, and checks it: the exit status is 1 if anything
was not as expected. FOLDER keeps every mail, the invitations and the digest.
"""
import os
import sys
import textwrap

import mails
import rsvps
from stage import Stage

WIDTH = 78
BOLD, DIM, RED, PLAIN = ("\033[1m", "\033[2m", "\033[31m", "\033[0m") if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("",) * 4


class Demo:
    def __init__(self, folder):
        self.stage, self.wrong = Stage(folder), 0

    def say(self, text, style=""):
        wrapped = textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
        print(style + wrapped + (PLAIN if style else ""), flush=True)

    def step(self, when, text):
        """WHEN as an RFC 3339 instant."""
        print("\n%s%s UTC%s" % (BOLD, when.replace("T", " ").rstrip("Z"), PLAIN), flush=True)
        self.say(text)

    def expect(self, good, words):
        if not good:
            self.wrong += 1
            self.say("NOT AS EXPECTED: " + words, RED)
        return good

    def check_letters(self, letters):
        for letter in letters:
            self.expect(all(len(line) <= 76 for line in letter.text.splitlines()), "a line of %r is wider than 76" % letter.subject)
            self.expect(letter.mail["Auto-Submitted"] is not None, "%r does not say that it is automatic" % letter.subject)
            self.expect(letter.envelope_from.startswith("bounces+"), "the envelope sender %r is no VERP address" % letter.envelope_from)

    def story(self, name, octets, when, text, verdict="on time", shown=None, **how):
        """A story arrives and is answered with a receipt and four invitations. SHOWN is the title as it must come out."""
        self.step(when, text)
        log, letters = self.stage.arrive(name, octets, when, **how)
        self.check_letters(letters)
        self.expect(log.get("kind") == "story" and log.get("verdict") == verdict, "read as %s, %s" % (log.get("kind"), log.get("verdict")))
        self.expect(len(letters) == 4 and all(letter.ics for letter in letters), "%d letters instead of a receipt and three further invitations" % len(letters))
        self.expect(shown is None or any(shown in letter.subject for letter in letters), "no subject with %r" % shown)
        receipt = next((letter for letter in letters if letter.what == "answer"), None)
        if self.expect(receipt is not None, "no receipt"):
            said = next((p for p in receipt.text.split("\n\n") if p.startswith(("On time", "Late"))), receipt.text[:300])
            self.say("receipt with the first of 4 invitations: “%s”" % " ".join(said.split()), DIM)
        return letters

    def silent(self, name, octets, when, text, kind, **how):
        """A mail that is counted and never answered."""
        self.step(when, text)
        log, letters = self.stage.arrive(name, octets, when, **how)
        self.expect(log.get("kind") == kind, "read as %s" % log.get("kind"))
        self.expect(not letters, "it was answered: %s" % [letter.subject for letter in letters])
        return log

    def monday(self):
        letters = self.story("story-ada-gmail", mails.ada(), "2021-07-19T08:14:51Z",
                             "A good story from Berlin: Ada writes in Gmail (UTF-8, text and HTML, +02:00).", shown="the reviewer who joined us")
        self.rsvp("rsvp-ada-google", rsvps.google(letters[0].event()), "2021-07-19T09:05:14Z",
                  "Ada's Google Calendar accepts the story time.", "story-time", "ACCEPTED")
        letters = self.story("story-juergen-outlook", mails.juergen(), "2021-07-19T15:02:14Z",
                             "A horror story from Jürgen's Outlook (HTML alone, windows-1252).", shown="“just one more merge”")
        self.rsvp("rsvp-juergen-outlook", rsvps.outlook(letters[0].event()), "2021-07-19T15:15:23Z",
                  "Jürgen's Outlook says maybe, and adds that he may have to leave at half past.", "story-time", "TENTATIVE")

    def rsvp(self, name, octets, when, text, session, partstat):
        self.silent(name, octets, when, text, "rsvp")
        answers = [story["rsvps"].get(session) for story in self.stage.json("list")]
        self.expect(partstat in answers, "%s is not among the answers %s" % (partstat, answers))
        self.say("noted as %s; calendars get no answer" % partstat.lower(), DIM)

    def tuesday(self):
        self.story("story-hana-iso-2022-jp", mails.hana(), "2021-07-20T01:30:09Z",
                   "A story in Japanese (ISO-2022-JP, +09:00).", shown="翻訳から始まった共同研究")
        self.digests("2021-07-20T04:00:00Z", "Nine in the evening in Los Angeles: the first night's digest.")
        letters = self.story("story-wei-gb18030", mails.wei(), "2021-07-20T09:12:47Z",
                             "A story in Chinese (gb18030, +08:00).", shown="一个周末的开源奇迹")
        self.story_and_bounce()
        self.revision(letters[0])
        self.story_and_holiday()

    def revision(self, receipt):
        when = "2021-07-20T14:40:05Z"
        self.step(when, "Li Wei answers the receipt with REVISE and a better text.")
        log, answers = self.stage.arrive("revision-wei", mails.wei_revises(receipt.reply_to, receipt.message_id), when)
        self.check_letters(answers)
        self.expect(log.get("kind") == "revision" and len(answers) == 1, "read as %s, %d answers" % (log.get("kind"), len(answers)))
        self.say("version 2 replaces version 1 and keeps its number and its invitations", DIM)

    def story_and_bounce(self):
        letters = self.story("story-anna-koi8-r", mails.anna(), "2021-07-20T11:40:22Z",
                             "A story in Russian (koi8-r, +03:00).", shown="Хорошая история про чужой код")
        self.silent("bounce-anna", mails.bounce(letters[0].envelope_from, letters[0].message_id), "2021-07-20T11:41:04Z",
                    "Anna's receipt bounces: her mailbox is full. The report comes to the address that only this letter had.", "bounce")
        self.say("matched to the very letter; the organizers will read of it", DIM)

    def story_and_holiday(self):
        letters = self.story("story-marisol-apple", mails.marisol(), "2021-07-20T20:05:31Z",
                             "A story from Marisol's iPhone (format=flowed, -07:00).", shown="told from a train")
        receipt = letters[0]
        self.silent("away-marisol", mails.away(receipt.reply_to, receipt.message_id), "2021-07-20T20:05:53Z",
                    "Marisol's out-of-office answers the receipt.", "auto")
        self.say("a robot; robots are never answered", DIM)
        hangouts = next(letter.event() for letter in letters if "1:1" in letter.subject)
        self.rsvp("rsvp-marisol-apple", rsvps.apple(hangouts), "2021-07-20T21:22:11Z",
                  "Her phone declines the hangouts.", "hangouts", "DECLINED")

    def wednesday(self):
        self.story("story-joao-mutt-by-pipe", mails.joao(), "2021-07-21T02:20:15Z",
                   "A story from João's mutt, this time through the pipe: callbox filter.", by_pipe=True, shown="the shared password")
        self.step("2021-07-21T02:31:40Z", "A retry brings Ada's mail a second time.")
        log, letters = self.stage.arrive("story-ada-again", mails.ada(), "2021-07-21T02:31:40Z")
        self.expect(not letters and len(self.stage.json("list")) == 7, "the copy made a story or a letter")
        self.say("the same octets: kept once, answered once", DIM)
        self.poison()
        self.digests("2021-07-21T04:00:00Z", "The second night's digest; the held mail is in it, with the words to act.")
        self.last_seconds()

    def poison(self):
        octets = mails.poison()
        self.silent("poison", octets, "2021-07-21T03:03:03Z", "A mail made to crash parsers: 50,000 groups inside one another in From.", "unreadable")
        held = self.stage.json("held")
        if self.expect(len(held) == 1, "%d mails are held" % len(held)):
            self.say("held for a person: %s" % held[0]["why"], DIM)

    def last_seconds(self):
        self.story("story-keala-last-second", mails.keala(), "2021-07-21T11:59:59Z",
                   "The last second of 20 July anywhere on Earth. Keala writes from Honolulu (-10:00).", shown="it is late here")
        self.story("story-sam-a-second-late", mails.sam(), "2021-07-21T12:00:00Z",
                   "One second later Sam's story arrives, dated a minute and a half before the deadline.", verdict="late", shown="the server room")
        late = self.stage.json("list", "--late")
        self.expect(len(late) == 1, "%d stories are listed as late" % len(late))
        shown = self.stage.run("show", late[0]["id"]).stdout.decode() if late else ""
        self.expect("possibly delayed in transit" in shown, "no word of a delay in transit")
        self.say("flagged late and “possibly delayed in transit”; the organizers decide", DIM)

    def day_before(self):
        self.step("2021-07-21T17:15:00Z", "A day before the sessions: who is invited is reminded of each, but not Marisol of the hangouts.")
        letters = self.stage.work("2021-07-21T17:15:00Z")[1]
        declined = [letter for letter in letters if letter.to.startswith("marisol") and "1:1" in letter.subject]
        self.expect(len(letters) == 35 and all(letter.what == "reminder" for letter in letters), "%d letters instead of 35 reminders" % len(letters))
        self.expect(not declined, "Marisol is reminded of what she declined")
        self.check_letters(letters)
        self.say("%d reminders, with the time and the link to join" % len(letters), DIM)

    def digests(self, when, text):
        """The digests of a night, one for each organizer who asked for it, once."""
        self.step(when, text)
        letters = self.stage.work(when)[1]
        again = self.stage.work(when.replace(":00:00Z", ":05:00Z"))[1]
        digests = [letter for letter in letters if letter.what == "digest"]
        self.expect(len(digests) == 5 and len(letters) == 5 and not again, "%d letters instead of 5 digests, %d again" % (len(letters), len(again)))
        self.check_letters(letters)
        return digests

    def night(self):
        digests = self.digests("2021-07-22T04:00:00Z", "The third night: the digest closes, with all that came in the last hours.")
        account = self.stage.json("account", now="2021-07-22T04:06:00Z")[0]
        stories = self.stage.json("list", now="2021-07-22T04:06:00Z")
        self.expect(account["difference"] == 0, "the account differs by %s" % account["difference"])
        self.expect([story["verdict"] for story in stories].count("on time") == 8 and len(stories) == 9, "not 8 of 9 stories on time")
        self.say("to the five organizers who asked for it, once; every mail is accounted for", DIM)
        return digests[0]

    def play(self):
        print("The call for the ICML 2021 social, replayed: a private IMAP and SMTP server on\n"
              "loopback, the clock of July 2021, and callbox. Deadline: 2021-07-20 AoE, that\n"
              "is before 2021-07-21 12:00:00 UTC.")
        self.monday()
        self.tuesday()
        self.wednesday()
        self.day_before()
        digest = self.night()
        self.stage.close()
        self.stage.write("digest.html", digest.page())
        self.stage.write("digest.txt", digest.text)
        return digest

    def end(self, digest):
        """Prints the digest and where everything is; the exit status."""
        folder = os.path.relpath(self.stage.dir)
        print("\n%sThe digest, as mailed: %s%s\n" % (BOLD, digest.subject, PLAIN))
        print(digest.text.replace("\r\n", "\n").rstrip())
        print("\n%sEverything is in %s/:%s %d mails in in/, %d letters in out/, the invitations in\nics/, and digest.html. The database is there too:\n"
              "    ./callbox -c %s/callbox.conf --now 2021-07-22T04:06:00Z list"
              % (BOLD, folder, PLAIN, self.stage.numbers["in"], self.stage.numbers["out"], folder))
        if self.wrong:
            print("\n%s%d things were not as expected; see above.%s" % (RED, self.wrong, PLAIN))
        return 1 if self.wrong else 0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    demo = Demo(folder)
    return demo.end(demo.play())


if __name__ == "__main__":
    sys.exit(main())
