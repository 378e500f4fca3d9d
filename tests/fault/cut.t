#!/usr/bin/python3
"""The IMAP connection is cut at every 97th octet of a session of 20 mails.

PROVES F-11 P-1 P-2
"""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import NOON, QUIET, TORTURE, Ledger, at, integrity  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402
from proxy import Proxy  # noqa: E402
from servers import Dovecot  # noqa: E402

MAILS, STEP = 20, 97

tap = Tap()
dovecot = Dovecot()
# Mail of a list is stored and not answered: the row is about what is read.
octets = {mail(sender="ada%d@example.net" % n, message_id="<%d@example.net>" % n, body="line %d\n" % n * (3 * n), extra="Precedence: list\r\n") for n in range(MAILS)}


def box_of(user, proxy, scheme):
    """A box with its mailbox of 20, seen through PROXY."""
    direct = dovecot.inbox(user, scheme)
    box = Box(QUIET, direct.replace(dovecot.imaps if scheme == "imaps" else dovecot.imap, str(proxy.port), 1))
    shutil.copytree(template.spool, box.spool, dirs_exist_ok=True)
    for one in sorted(octets):
        dovecot.drop(one, user, NOON - 60)
    return box


def stored(box):
    return [row[0] for row in box.sql("SELECT bytes FROM raw")]


def cut(ledger, scheme, where, fault):
    """One session that ends after WHERE octets, and one that does not."""
    box = box_of("%s%s%d" % (scheme[:4], fault, where), proxies[scheme], scheme)
    proxies[scheme].spoil(**{fault: where})
    done = box.run("once", now=at(0))
    ended = proxies[scheme].said
    partial = [o for o in stored(box) if o not in octets]
    problem = "; ".join(p for p in ("at %d: ended with 0" % where if done.returncode == 0 and len(stored(box)) < MAILS else "",
                                    "at %d: %d partial mails" % (where, len(partial)) if partial else "") if p)
    proxies[scheme].spoil()
    again = box.run("once", now=at(60))
    after = stored(box)
    if again.returncode != 0 or len(after) != len(set(after)):
        problem += " at %d: then %s, %d mails" % (where, again, len(after))
    ledger.add(len(octets - set(after)), problem=problem or integrity(box.spool), injected=int(ended == where))
    if where % (STEP * 20) == STEP and "stored" not in box.run("trace", "1").stdout.decode():
        ledger.add(problem="at %d: no trace" % where, injected=0)
    box.remove()


def session(scheme, fault, step):
    whole = box_of("%s%swhole" % (scheme[:4], fault), proxies[scheme], scheme)
    tap.equal(whole.run("once", now=at(0)).returncode, 0, "%s, not cut: success" % scheme)
    length = proxies[scheme].said
    ledger = Ledger("F-11", "%s %s at every %dth of %d octets" % (scheme, fault, step, length))
    for where in range(step, length, step):
        cut(ledger, scheme, where, fault)
    ledger.close(tap, length // step - 3)


template = Box(QUIET)
template.run("once", now=at(-60))
proxies = {"imap+insecure": Proxy(dovecot.imap), "imaps": Proxy(dovecot.imaps)}
session("imap+insecure", "cut", STEP)
session("imaps", "reset", STEP if TORTURE else 10 * STEP)
