#!/usr/bin/python3
"""Delivery reports as many mail systems write them: who failed, for good or for now, and is the address dead?

Each notice was written for this table after the manner of one mail system. PROVES TR-15
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reading import check  # noqa: E402

OWN = "sender@example.org"
ADA, BOB = "ada@example.net", "bob@example.com"
RETURNED = "Received: from mail.example.org by mx.example.org; Mon, 19 Jul 2021 08:14:51 +0000\nMessage-ID: <m1@example.org>\n" \
           "From: Sender <sender@example.org>\nTo: %s\nSubject: An invitation\n\nCome and tell.\n"
rows = []


def fate(answer):
    """kind: address, "dead" or "failed" or "later" of each recipient."""
    words = ["%s %s" % (r["recipient"], "dead" if r["dead"] else "failed" if r["permanent"] else "later") for r in answer["reports"]]
    return answer["kind"] + ": " + ", ".join(words) if words else answer["kind"]


def notice(name, sender, subject, text, expected, head="", path="<>"):
    """One mail of plain text."""
    octets = "%sFrom: %s\nTo: %s\nSubject: %s\nDate: Mon, 19 Jul 2021 10:15:00 +0200\nMessage-ID: <notice@example.com>\n%s\n%s" % (
        "Return-Path: %s\n" % path if path else "", sender, OWN, subject, head, text)
    rows.append((name, octets.replace("\n", "\r\n").encode(), expected))


def parted(name, sender, subject, parts, expected, kind="mixed", head="", path="<>"):
    """One mail of several parts, (type, content) each."""
    body = "".join("--=b\nContent-Type: %s\n\n%s\n" % part for part in parts) + "--=b--\n"
    notice(name, sender, subject, body, expected, head + "MIME-Version: 1.0\nContent-Type: multipart/%s; boundary=\"=b\"\n" % kind, path)


def report(name, sender, subject, text, fields, expected, **more):
    """A report by the book: words, fields, the returned header."""
    parted(name, sender, subject, [("text/plain", text), ("message/delivery-status", fields), ("text/rfc822-headers", RETURNED % ADA)],
           expected, "report; report-type=delivery-status", **more)

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"

# qmail and its children.

notice("qmail, an unknown user", "MAILER-DAEMON@mx.example.org", "failure notice",
       "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
       "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.net>:\n192.0.2.7 does not like recipient.\n"
       "Remote host said: 550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown\nGiving up on 192.0.2.7.\n\n"
       "--- Below this line is a copy of the message.\n\nReturn-Path: <sender@example.org>\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("qmail, no host", "MAILER-DAEMON@mx.example.org", "failure notice",
       "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
       "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.net>:\n"
       "Sorry, I couldn't find any host named example.net. (#5.1.2)\n\n--- Below this line is a copy of the message.\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead")
notice("qmail, a week in the queue", "MAILER-DAEMON@mx.example.org", "failure notice",
       "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
       "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.net>:\n"
       "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n"
       "I'm not going to try again; this message has been in the queue too long.\n\n--- Below this line is a copy of the message.\n\n" + RETURNED % ADA,
       "bounce: ada@example.net later")
notice("qmail, over quota, two recipients", "MAILER-DAEMON@mx.example.org", "failure notice",
       "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
       "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.net>:\nThe user does not exist: ada\n\n"
       "<bob@example.com>:\nThe users mailfolder is over the allowed quota (size). (#5.2.2)\n\n--- Below this line is a copy of the message.\n\n"
       + RETURNED % ADA, "bounce: ada@example.net dead, bob@example.com failed")
notice("qmail, in Spanish", "MAILER-DAEMON@mx.example.org", "failure notice",
       "Este es el programa qmail-send en mx.example.org.\nNo se pudo entregar su mensaje a las siguientes direcciones.\n\n"
       "<ada@example.net>:\nLo siento, no existe un buzon con ese nombre. (#5.1.1)\n\n--- Mensaje original adjunto.\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead")
notice("a large provider on qmail", "MAILER-DAEMON@yahoo.example", "Failure Notice",
       "Sorry, we were unable to deliver your message to the following address.\n\n<ada@example.net>:\nRemote host said:\n"
       "550 relaying denied for <ada@example.net>\n [RCPT_TO]\n\n--- Below this line is a copy of the message.\n\n" + RETURNED % ADA,
       "bounce: ada@example.net failed", path=None)
notice("a large provider, a mailbox that is gone", "MAILER-DAEMON@yahoo.example", "Delivery Failure",
       "Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<ada@example.net>:\n"
       "This user doesn't have a yahoo.example account (ada@example.net) [-5]\n\n--- Original message follows.\n\n" + RETURNED % ADA,
       "bounce: ada@example.net failed", path=None)

# Exim.

exim = "This message was created automatically by mail delivery software.\n\n%s\n\n%s\n------ This is a copy of the message, including all the headers. ------\n\n"
notice("Exim, an unknown user after RCPT", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       exim % ("A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:",
               "  ada@example.net\n    SMTP error from remote mail server after RCPT TO:<ada@example.net>:\n    host mx.example.net [192.0.2.7]: 550 5.1.1 <ada@example.net>:\n    Recipient address rejected: User unknown\n")
       + RETURNED % ADA, "bounce: ada@example.net dead", "X-Failed-Recipients: ada@example.net\nAuto-Submitted: auto-replied\n")
notice("Exim, a domain that is not there", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       exim % ("A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:",
               "  ada@example.net\n    all relevant MX records point to non-existent hosts\n") + RETURNED % ADA, "bounce: ada@example.net dead")
notice("Exim, an alias and what is behind it", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       exim % ("A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:",
               "  bob@example.com\n    (generated from ada@example.net)\n    SMTP error from remote mail server after RCPT TO:<bob@example.com>:\n    host mx.example.com [192.0.2.7]: 552 5.2.2 Mailbox full\n")
       + RETURNED % ADA, "bounce: bob@example.com failed")
notice("Exim, a retry timeout", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       exim % ("A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:",
               "  ada@example.net\n    retry timeout exceeded\n") + RETURNED % ADA, "bounce: ada@example.net failed")
notice("Exim, a delay", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Warning: message 1m4Xyz-0001 delayed 24 hours",
       "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\n"
       "recipients after more than 24 hours on the queue on mx.example.org.\n\nThe message identifier is:     1m4Xyz-0001\n"
       "The subject of the message is: An invitation\nThe date of the message is:    Mon, 19 Jul 2021 10:14:51 +0200\n\n"
       "The address to which the message has not yet been delivered is:\n\n  ada@example.net\n    host mx.example.net [192.0.2.7]: 451 try later\n\n"
       "No action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated at intervals if the message\n"
       "remains undelivered. Eventually the mail delivery software will give up,\nand when that happens, the message will be returned to you.\n",
       "bounce: ada@example.net later")
notice("Exim in German", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       "Diese Nachricht wurde automatisch erstellt.\n\nDie folgende Adresse konnte nicht erreicht werden:\n\n  ada@example.net\n"
       "    Unrouteable address\n\n------ This is a copy of the message ------\n\n" + RETURNED % ADA, "bounce: ada@example.net dead",
       "X-Failed-Recipients: ada@example.net\n")
notice("Exim, a pipe that failed", "Mail Delivery System <Mailer-Daemon@mx.example.org>", "Mail delivery failed: returning message to sender",
       exim % ("A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:",
               "  pipe to |/usr/bin/list\n    generated by ada@example.net\n    local delivery failed\n") + RETURNED % ADA, "bounce: ada@example.net failed")

# Sendmail.

sendmail = "The original message was received at Mon, 19 Jul 2021 10:14:51 +0200\nfrom mail.example.org [192.0.2.1]\n\n"
report("sendmail, an unknown user", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Returned mail: see transcript for details",
       sendmail + "   ----- The following addresses had permanent fatal errors -----\n<ada@example.net>\n    (reason: 550 5.1.1 <ada@example.net>... User Unknown)\n\n"
       "   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> DATA\n<<< 550 5.1.1 <ada@example.net>... User Unknown\n"
       "550 5.1.1 <ada@example.net>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)\n",
       "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: RFC822; ada@example.net\nAction: failed\nStatus: 5.1.1\nRemote-MTA: DNS; mx.example.net\n"
       "Diagnostic-Code: SMTP; 550 5.1.1 <ada@example.net>... User Unknown\n", "bounce: ada@example.net dead")
report("sendmail, a full disk for now", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Warning: could not send message for past 4 hours",
       "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
       "    **********************************************\n\n" + sendmail +
       "   ----- Transcript of session follows -----\n<ada@example.net>... Deferred: Connection timed out with mx.example.net.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
       "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: RFC822; ada@example.net\nAction: delayed\nStatus: 4.4.1\n", "bounce: ada@example.net later")
notice("an old sendmail without fields", "MAILER-DAEMON@mx.example.org (Mail Delivery Subsystem)", "Returned mail: Host unknown",
       sendmail + "   ----- The following addresses had delivery problems -----\n<ada@example.net>  (unrecoverable error)\n\n"
       "   ----- Transcript of session follows -----\n550 <ada@example.net>... Host unknown (Name server: example.net: host not found)\n\n"
       "   ----- Original message follows -----\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("an older one, dialogue first", "MAILER-DAEMON@mx.example.org", "Returned mail: unknown mailer error 1",
       "   ----- Transcript of session follows -----\n554 <ada@example.net>... unknown mailer error 1\n\n   ----- Unsent message follows -----\n" + RETURNED % ADA,
       "bounce: ada@example.net failed")

# Postfix.

postfix = "This is the mail system at host mx.example.org.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. " \
          "It's attached below.\n\nFor further assistance, please send mail to postmaster.\n\n                   The mail system\n\n"
fields = "Reporting-MTA: dns; mx.example.org\nX-Postfix-Queue-ID: 1A2B3C\nX-Postfix-Sender: rfc822; sender@example.org\n\n" \
         "Final-Recipient: rfc822; ada@example.net\nOriginal-Recipient: rfc822;ada@example.net\nAction: %s\nStatus: %s\nDiagnostic-Code: smtp; %s\n"
report("Postfix, a full mailbox", DAEMON, "Undelivered Mail Returned to Sender",
       postfix + "<ada@example.net>: host mx.example.net[192.0.2.7] said: 552 5.2.2 <ada@example.net>:\n    user is over quota (in reply to RCPT TO command)\n",
       fields % ("failed", "5.2.2", "552 5.2.2 <ada@example.net>: user is over quota"), "bounce: ada@example.net failed")
report("Postfix, no such domain", DAEMON, "Undelivered Mail Returned to Sender",
       postfix + "<ada@example.net>: Host or domain name not found. Name service error for name=example.net type=A: Host not found\n",
       fields.replace("smtp; ", "") % ("failed", "5.4.4", "X-Postfix; Host or domain name not found. Name service\n error for name=example.net type=A: Host not found"),
       "bounce: ada@example.net dead")
report("Postfix, refused after the data", DAEMON, "Undelivered Mail Returned to Sender",
       postfix + "<ada@example.net>: host mx.example.net[192.0.2.7] said: 550 Unknown user ada (in\n    reply to end of DATA command)\n",
       fields % ("failed", "5.0.0", "550 Unknown user ada"), "bounce: ada@example.net failed")
report("Postfix, a delay", DAEMON, "Delayed Mail (still being retried)",
       "This is the mail system at host mx.example.org.\n\n####################################################################\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
       "####################################################################\n\nYour message could not be delivered for more than 1 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n"
       "<ada@example.net>: connect to mx.example.net[192.0.2.7]:25: Connection refused\n",
       fields % ("delayed", "4.4.1", "connect to mx.example.net[192.0.2.7]:25: Connection refused"), "bounce: ada@example.net later")
report("Postfix, delivered", DAEMON, "Successful Mail Delivery Report",
       "This is the mail system at host mx.example.org.\n\nYour message was successfully delivered to the destination(s)\nlisted below.\n\n<ada@example.net>: delivery via mx.example.net: 250 2.0.0 Ok\n",
       fields % ("delivered", "2.0.0", "250 2.0.0 Ok"), "delivered: ada@example.net later")
notice("Postfix without fields, several", DAEMON, "Undelivered Mail Returned to Sender",
       postfix + "<ada@example.net>: unknown user: \"ada\"\n\n<bob@example.com>: host mx.example.com[192.0.2.9] refused to talk to me:\n    554 5.7.1 blocked by example list\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead, bob@example.com failed")

# Exchange, Office 365, Outlook.

notice("Exchange 2003", "System Administrator <postmaster@example.net>", "Undeliverable: An invitation",
       "Your message\n\n  To:      ada@example.net\n  Subject: An invitation\n  Sent:    Mon, 19 Jul 2021 10:14:51 +0200\n\ndid not reach the following recipient(s):\n\n"
       "ada@example.net on Mon, 19 Jul 2021 10:15:00 +0200\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=us;a= ;p=example;l=MX-210719\n"
       "    MSEXCH:IMS:EXAMPLE:SITE:MX 0 (000C05A6) Unknown Recipient\n", "bounce: ada@example.net dead",
       "X-Mailer: Internet Mail Service (5.5.2657.72)\n", path=None)
notice("Exchange 2003, by its name only", "System Administrator <postmaster@example.net>", "Undeliverable: An invitation",
       "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tAn invitation\n      Sent:\t19/07/2021 10:14\n\nThe following recipient(s) could not be reached:\n\n"
       "      ada@example.net on 19/07/2021 10:15\n            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.\n"
       "            <mx.example.net #5.1.1>\n", "bounce: ada@example.net dead")
report("Exchange 2010", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>", "Undeliverable: An invitation",
       "Delivery has failed to these recipients or groups:\n\nada@example.net<mailto:ada@example.net>\nThe e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend the message.\n\n"
       "Diagnostic information for administrators:\n\nGenerating server: mx.example.net\n\nada@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n",
       "Reporting-MTA: dns;mx.example.net\nReceived-From-MTA: dns;mx.example.org\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\n",
       "bounce: ada@example.net dead", path=None)
notice("Exchange 2007 without fields", "Microsoft Exchange <MicrosoftExchange@example.net>", "Undeliverable: An invitation",
       "Delivery has failed to these recipients or distribution lists:\n\nada@example.net\nThe recipient's mailbox is full and can't accept messages now. Please try resending this message later.\n\n"
       "Diagnostic information for administrators:\n\nGenerating server: mx.example.net\n\nada@example.net\n#550 5.2.2 STOREDRV.Deliver; mailbox full ##\n\nOriginal message headers:\n\n" + RETURNED % ADA,
       "bounce: ada@example.net failed", path=None)
notice("Exchange in French", "Microsoft Exchange <postmaster@example.net>", "Non remis : An invitation",
       "Échec de la remise pour ces destinataires ou listes de distribution :\n\nada@example.net\nL'adresse de messagerie entrée est introuvable.\n\n"
       "Informations de diagnostic pour les administrateurs :\n\nServeur de génération : mx.example.net\n\nada@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nEn-têtes de message d'origine :\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead", path=None)
notice("Exchange in German", "Microsoft Exchange <postmaster@example.net>", "Unzustellbar: An invitation",
       "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\nada@example.net\nDas Postfach des Empfängers ist voll.\n\n"
       "Diagnoseinformationen für Administratoren:\n\nGenerierender Server: mx.example.net\n\nada@example.net\n#550 5.2.2 STOREDRV.Deliver; mailbox full ##\n\nUrsprüngliche Nachrichtenkopfzeilen:\n\n" + RETURNED % ADA,
       "bounce: ada@example.net failed", "Content-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n", path=None)
report("Office 365, no permission", "postmaster@example.net", "Undeliverable: An invitation",
       "Your message to ada@example.net couldn't be delivered.\n\nada wasn't authorized to receive mail from you.\n",
       "Reporting-MTA: dns;mx.prod.example.com\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.7.133\n"
       "Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required\n", "bounce: ada@example.net failed")
report("Office 365, an unknown recipient", "postmaster@example.net", "Undeliverable: An invitation",
       "Your message to ada@example.net couldn't be delivered.\n\nada wasn't found at example.net.\n",
       "Reporting-MTA: dns;mx.prod.example.com\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.1.10\n"
       "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.net not found by SMTP address lookup\n", "bounce: ada@example.net dead")
report("Office 365, expired after 4.4.7", "postmaster@example.net", "Undeliverable: An invitation", "Delivery has failed to these recipients:\nada@example.net\nYour message wasn't delivered despite repeated attempts.\n",
       "Reporting-MTA: dns;mx.prod.example.com\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.4.7\nDiagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired\n",
       "bounce: ada@example.net failed")
report("a windows SMTP service, a delay", "postmaster@example.org", "Delivery Status Notification (Delay)",
       "This is an automatically generated Delivery Status Notification.\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipients has been delayed.\n\n       ada@example.net\n",
       "Reporting-MTA: dns;mx.example.org\n\nFinal-Recipient: rfc822;ada@example.net\nAction: delayed\nStatus: 4.4.7\nWill-Retry-Until: Wed, 21 Jul 2021 10:14:51 +0200\n", "bounce: ada@example.net later")
report("a windows SMTP service, a failure without words", "postmaster@example.org", "Delivery Status Notification (Failure)",
       "This is an automatically generated Delivery Status Notification.\n\nDelivery to the following recipients failed.\n\n       ada@example.net\n",
       "Reporting-MTA: dns;mx.example.org\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.1.1\n", "bounce: ada@example.net dead")

# Domino, Notes, GroupWise.

report("Domino", "Postmaster@example.net", "DELIVERY FAILURE: User ada (ada@example.net) not listed in Domino Directory",
       "Your message\n\n  Subject: An invitation\n\nwas not delivered to:\n\n  ada@example.net\n\nbecause:\n\n  User ada (ada@example.net) not listed in Domino Directory\n",
       "Reporting-MTA: dns;mx.example.net\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Notes; User ada (ada@example.net) not listed in Domino Directory\n",
       "bounce: ada@example.net dead", path=None)
notice("Notes, words only", "ADMIN@example.net", "DELIVERY FAILURE",
       "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nada@example.net\n\n\n------- Returned Message --------\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("GroupWise", "Mailer-Daemon@example.net", "Message status - undeliverable",
       "The message that you sent was undeliverable to the following:\n\tada@example.net (user not found)\n\nPossibly truncated original message follows:\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")

# Large providers.

report("a large web mail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)",
       "\n** Address not found **\n\nYour message wasn't delivered to ada@example.net because the address couldn't be found, or is unable to receive mail.\n\nLearn more here: https://support.example.com/\n\nThe response was:\n\n"
       "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos.\n",
       "Reporting-MTA: dns; googlemail.example\nArrival-Date: Mon, 19 Jul 2021 01:14:51 -0700 (PDT)\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.1.1\n"
       "Remote-MTA: dns; mx.example.net. (192.0.2.7)\nDiagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 double-checking the recipient's email address for typos or\n 550 5.1.1 unnecessary spaces.\n",
       "bounce: ada@example.net dead")
notice("the same web mail, before it wrote fields", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)",
       "Delivery to the following recipient failed permanently:\n\n     ada@example.net\n\nTechnical details of permanent failure: \nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain example.net by mx.example.net. [192.0.2.7].\n\n"
       "The error that the other server returned was:\n550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown\n\n----- Original message -----\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead", "X-Failed-Recipients: ada@example.net\n")
notice("the same, a delay", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)",
       "This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     ada@example.net\n\n"
       "Message will be retried for 2 more day(s)\n\nTechnical details of temporary failure: \nThe recipient server did not accept our requests to connect.\n[mx.example.net. (0): Connection timed out]\n\n   ----- Original message -----\n\n" + RETURNED % ADA,
       "bounce: ada@example.net later", "X-Failed-Recipients: ada@example.net\n")
report("a group that nobody may write to", "Mail Delivery Subsystem <mailer-daemon@googlegroups.example>", "Delivery Status Notification (Failure)",
       "Hello sender@example.org,\n\nWe're writing to let you know that the group you tried to contact (ada) may not exist, or you may not have permission to post messages to the group.\n",
       "Reporting-MTA: dns; googlegroups.example\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; The group you tried to contact may not exist.\n", "bounce: ada@example.net failed")
notice("a provider of the nineties", "Mail Delivery Subsystem <MAILER-DAEMON@aol.example>", "Mail Delivery Problem",
       "Your mail to the following recipients could not be delivered because they are not accepting mail from sender@example.org:\n\tada\n\n" + RETURNED % "ada@aol.example",
       "bounce: ada@aol.example failed")
notice("a German provider", "GMX Mailer Daemon <mailer-daemon@gmx.example>", "Mail delivery failed: returning message to sender",
       "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n"
       "\"ada@example.net\":\nSMTP error from remote server after RCPT command:\nhost: mx.example.net\n5.1.1 <ada@example.net>... User unknown\n\n--- The header of the original message is following. ---\n\n" + RETURNED % ADA,
       "bounce: ada@example.net dead")
notice("a German provider, the quota", "mailer-daemon@kundenserver.example", "Mail delivery failed: returning message to sender",
       "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. The following addresses failed:\n\n<ada@example.net>\n\n"
       "Reason:\nTransaction failed. Mailbox quota exceeded.\n\n--- The header of the original message is following. ---\n\n" + RETURNED % ADA, "bounce: ada@example.net failed")
notice("a Russian provider", "Mail Delivery System <mailer-daemon@corp.mail.example>", "Mail failure.",
       "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.net\n    user not found\n\n"
       "------ This is a copy of your message, including all the headers. ------\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")
report("another Russian provider", "mailer-daemon@yandex.example", "Недоставленное сообщение",
       "Это письмо отправлено почтовым сервером yandex.example.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может\nбыть отправлено одному или нескольким адресатам. Технические подробности можно найти ниже.\n\n"
       "<ada@example.net>: host mx.example.net[192.0.2.7] said: 550 5.7.1 No such user! (in reply to RCPT TO command)\n",
       "Reporting-MTA: dns; mx.yandex.example\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 No such user!\n",
       "bounce: ada@example.net dead", head="Content-Language: ru\n")
notice("an Indian provider", "mailer-daemon@mail.zoho.example", "Undelivered Mail Returned to Sender",
       "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error. \n\n"
       "ada@example.net, ERROR CODE :550 - 5.1.1 <ada@example.net>: User unknown\n\n\nReceived:from mail.example.org by mx.example.org\n", "bounce: ada@example.net dead", path=None)
notice("a Chinese provider", "PostMaster@qq.example", "来自qq.example的退信",
       "抱歉，您的邮件被退回来了……\n\n原邮件信息：\n时 间：2021-07-19 10:14:51\n主 题：An invitation\n收件人：ada@example.net\n\n退信原因：\n收件人邮件地址（ada@example.net）不存在，邮件无法送达。\nhost mx.example.net said: 550 Mailbox not found\n",
       "bounce: ada@example.net dead", "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n")
notice("a Japanese phone company", "Mail Administrator <postmaster@ezweb.example>", "Mail System Error - Returned Mail",
       "The user(s) account is disabled.\n\n<ada@ezweb.example>\n\n-- \n" + RETURNED % "ada@ezweb.example", "bounce: ada@ezweb.example failed")
notice("another, an address that is not there", "MAILER-DAEMON@docomo.example", "Undelivered Mail Returned to Sender",
       "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n送信先メールアドレスが見つからないか、送信先メールサーバの事情により送信できませんでした。\n\n<ada@docomo.example>\n\n550 Unknown user ada@docomo.example\n",
       "bounce: ada@docomo.example dead", "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n")
notice("a Japanese provider", "Postmaster <postmaster@biglobe.example>", "Returned mail: failure delivery",
       "   ----- The following addresses had delivery problems -----\n********@example.net\n\n   ----- Non-delivered information -----\n"
       "The number of messages in recipient's mailbox exceeded the local limit.\n\n   ----- Original message follows -----\n\n" + RETURNED % ADA, "bounce: ada@example.net failed")
notice("another Japanese provider", "no-reply@kddi.example", "Mail System Error - Returned Mail",
       "Your mail sent on: Mon, 19 Jul 2021 10:14:51 +0900\nCould not be delivered to: <ada@example.net>\nAs their mailbox is full.\n", "bounce: ada@example.net failed")

# Services that send for others.

notice("a notification service, in words", "MAILER-DAEMON@amazonses.example", "Delivery Status Notification (Failure)",
       "An error occurred while trying to deliver the mail to the following recipients:\nada@example.net\n", "bounce: ada@example.net failed")
report("a sending service", "MAILER-DAEMON <apps@sendgrid.example>", "Undelivered Mail Returned to Sender", "Hello, this is the mail server on mx.example.org.\n\nI am sending you this message to inform you on the delivery status of a message you previously sent. Immediately below you will find a list of the affected recipients.\n",
       "Reporting-MTA: dns; mx.example.org\nX-SendGrid-QueueID: 1\n\nFinal-recipient: rfc822; ada@example.net\nOriginal-recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-code: 550 5.1.1 unknown user\n",
       "bounce: ada@example.net dead")
notice("a filter service", "MAILER-DAEMON@mxlogic.example", "Mail delivery failed: returning message to sender",
       "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.net:\n"
       "    SMTP error from remote mail server after RCPT TO:<ada@example.net>:\n    host mx.example.net [192.0.2.7]: 550 5.1.1 User Unknown\n\nIncluded is a copy of the message header:\n-----------------------------------------\n" + RETURNED % ADA,
       "bounce: ada@example.net dead", "X-MX-Bounce: mta/src/queue/bounce\n")
notice("a filter that explains", "MailMarshal <postmaster@example.net>", "Undeliverable Mail: \"An invitation\"",
       "Your message:\n   From:    sender@example.org\n   Subject: An invitation\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n   ada@example.net\n\n"
       "Additional Information\n======================\nOriginal Sender:    <sender@example.org>\n", "bounce: ada@example.net dead")
notice("a virus scanner's delivery", "InterScan Messaging Security <imss@example.net>", "Mail could not be delivered",
       "Sent <<< RCPT TO:<ada@example.net>\nReceived >>> 550 5.1.1 <ada@example.net>... user unknown\n", "bounce: ada@example.net dead")
notice("another scanner", "webshield@example.net", "Undeliverable mail: An invitation",
       "--- The following addresses had delivery problems ---\n\n<ada@example.net>   (User unknown ada@example.net)\n\n--- Original message follows ---\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("a message gateway", "SurfControl E-mail Filter <postmaster@example.net>", "Message Delivery Failure (E-mail Filter)",
       "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\nAddressed To: ada@example.net\n\nMon 19 Jul 2021 10:15:00 +0200\nFailed to send to identified host,\nmx.example.net: [192.0.2.7], 550 5.1.1 User unknown\n--- Message non-deliverable.\n",
       "bounce: ada@example.net dead")
notice("a shared cloud service", "Mail Delivery Subsystem <MAILER-DAEMON@messagelabs.example>", "Mail Delivery Failure",
       "This is the mail delivery agent at messagelabs.example.\nI was unable to deliver your message to the following addresses:\n\nada@example.net\n\nReason: 550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown\n\nThe message subject was: An invitation\n",
       "bounce: ada@example.net dead")

# Smaller mail systems.

report("Courier", "\"Courier mail server at mx.example.org\" <postmaster@example.org>", "NOTICE: mail delivery status.",
       "This is a delivery status notification from mx.example.org,\nrunning the Courier mail server, version 0.65.2.\n\nThe original message was received on Mon, 19 Jul 2021 10:14:51 +0200\n\n---------------------------------------------------------------------------\n\n"
       "                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<ada@example.net>:\n    mx.example.net [192.0.2.7]:\n>>> RCPT TO:<ada@example.net>\n<<< 550 5.1.1 <ada@example.net>... User Unknown\n",
       "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.example.net [192.0.2.7]\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.net>... User Unknown\n",
       "bounce: ada@example.net dead", path=None)
notice("OpenSMTPD", "Mailer Daemon <MAILER-DAEMON@mx.example.org>", "Delivery status notification: error",
       "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nada@example.net: 550 5.2.2 <ada@example.net>... Mailbox Full\n\n    Below is a copy of the original message:\n\n" + RETURNED % ADA,
       "bounce: ada@example.net failed")
notice("DragonFly", "MAILER-DAEMON <>", "Mail delivery failed",
       "This is the DragonFly Mail Agent v0.13 at mx.example.org.\n\nThere was an error delivering your mail to <ada@example.net>.\n\nmx.example.net [192.0.2.7] did not like our RCPT TO:\n550 5.1.1 <ada@example.net>: User unknown\n\nMessage headers follow.\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("IMail", "Mail Administrator <Postmaster@example.org>", "Undeliverable Mail ",
       "Unknown user: ada@example.net\n\n\nOriginal message follows.\n\n" + RETURNED % ADA, "bounce: ada@example.net dead", "X-Mailer: <SMTP32 v7.15>\n", path=None)
notice("IMail, later", "Mail Administrator <Postmaster@example.org>", "Undeliverable Mail ",
       "User mailbox exceeds allowed size: ada@example.net\n\nundeliverable to ada@example.net\n\nOriginal message follows.\n\n" + RETURNED % ADA, "bounce: ada@example.net failed", path=None)
notice("James", "postmaster@mx.example.org", "[BOUNCE]", "Hi. This is the James mail server at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the list of recipients and the reason why I was unable to deliver\nyour message.\n\n"
       "Failed recipient(s):\nada@example.net\n\nError message:\njavax.mail.SendFailedException: Invalid Addresses;\n  nested exception is:\ncom.example.smtp.SMTPAddressFailedException: 550 5.1.1 <ada@example.net>... User unknown\n", "bounce: ada@example.net dead", path=None)
report("Haraka", "MAILER-DAEMON@mx.example.org", "failure notice", "Hi. This is the Haraka Mailer program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\nIntended Recipients: <ada@example.net>\nFailure Reason: 550 5.1.1 no such user\n",
       "Reporting-MTA: dns;mx.example.org\n\nFinal-Recipient: rfc822;<ada@example.net>\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 no such user\n", "bounce: ada@example.net dead")
notice("a Sun messaging server", "Internet Mail Delivery <postmaster@example.org>", "Delivery Notification: Delivery has failed",
       "This report relates to a message you sent with the following header fields:\n\n  Return-path: <sender@example.org>\n  From: Sender <sender@example.org>\n  To: ada@example.net\n  Subject: An invitation\n\nYour message cannot be delivered to the following recipients:\n\n"
       "  Recipient address: ada@example.net\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 unknown or illegal alias: ada@example.net\n  Remote system: dns;mx.example.net\n", "bounce: ada@example.net dead")
report("a big commercial system", "Mail Delivery System <MAILER-DAEMON@mx.example.org>", "Delivery Status Notification (Failure)", "The following message to <ada@example.net> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'5.1.1 <ada@example.net>... User unknown'\n",
       "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.0.0 (permanent failure)\nRemote-MTA: dns; [192.0.2.7]\nDiagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'5.1.1 <ada@example.net>... User unknown' (delivery attempts: 0)\n", "bounce: ada@example.net dead")
notice("Mercury", "postmaster@example.org", "Mail delivery failure: message not delivered", "Your message could not be delivered to the following address:\n\n   ada@example.net (554 5.7.1 Relaying denied)\n", "bounce: ada@example.net failed", path=None)
notice("a list server that relays", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Undeliverable mail", "Failed to deliver to '<ada@example.net>'\nSMTP module(domain example.net) reports:\n account is full (quota exceeded)\n\nReporting-MTA: dns; mx.example.org\n\n" + RETURNED % ADA, "bounce: ada@example.net failed")
notice("CommuniGate", "<MAILER-DAEMON@mx.example.org>", "Undeliverable mail: An invitation", "Failed to deliver to 'ada@example.net'\nLOCAL module(account ada) reports:\n mailbox is full (MTA-imposed quota exceeded while writing to file)\n", "bounce: ada@example.net failed", path=None)
notice("a DKIM refusal", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<ada@example.net>: host mx.example.net[192.0.2.7] said: 550 5.7.26 This mail is unauthenticated, which poses a security risk. DMARC policy (in reply to end of DATA command)\n\n" + RETURNED % ADA, "bounce: ada@example.net failed")
notice("a message that is too large", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<ada@example.net>: message size 35882377 exceeds size limit 20480000 of server mx.example.net[192.0.2.7]\n\n" + RETURNED % ADA, "bounce: ada@example.net failed")
notice("a greylist", DAEMON, "Delayed Mail (still being retried)", "This is the mail system at host mx.example.org.\n\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\nYour message could not be delivered for more than 4 hour(s).\n\n<ada@example.net>: host mx.example.net[192.0.2.7] said: 450 4.2.0\n    <ada@example.net>: Recipient address rejected: Greylisted (in reply to RCPT TO command)\n", "bounce: ada@example.net later")

# Odd ones.

notice("arrows before the address", "MAILER-DAEMON@mx.example.org", "FAILURE NOTICE :", "  ----- The following addresses had permanent fatal errors -----\n\n>>> ada@example.net <ada@example.net>\n\n"
       "  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n\n  ----- Original message follows -----\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("a reason in square brackets", "\"Mail Deliver System\" <MAILER-DAEMON@mx.example.org>", "Returned Mail: An invitation", "The original message was received at Mon, 19 Jul 2021 10:14:51 +0900 (JST)\nfrom sender@example.org\n\n---The following addresses had delivery errors---\n\n"
       "ada@example.net [User unknown]\n\n", "bounce: ada@example.net dead", path=None)
notice("a reason in a sentence", "Mail Delivery Service <postmaster@example.net>", "Mail delivery failed", "We had trouble delivering your message. Full details follow:\n\nSubject: 'An invitation'\nDate: 'Mon, 19 Jul 2021 10:14:51 +0200'\n\n1 error(s):\n\n"
       "SMTP Server <mx.example.net> rejected recipient <ada@example.net> \n  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]. Our own address is\n  <help@example.net>.\n", "bounce: ada@example.net dead", path=None)
notice("a short list of recipients", "MAILER-DAEMON@mx.example.org", "Returned mail: User unknown", "   ----- Transcript of session follows -----\n550 ada@example.net... User unknown\n\n   ----- Recipients of this delivery -----\nBounced, cannot deliver:\n   ada@example.net\n\n"
       "   ----- Unsent message follows -----\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("a phone that gets pictures", "post_master@vtext.example", "Undeliverable Message", "Message could not be delivered to mobile.\n\nError: No valid recipients for this MM\n\nTo: 5550100@vtext.example\n", "bounce: 5550100@vtext.example dead")
notice("each rejected by a remote server", "Postmaster@ezweb.example", "Mail System Error - Returned Mail", "Each of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n"
       "    Recipient: <ada@example.net>\n    Reason:    <ada@example.net>... User unknown\n\n\n" + RETURNED % ADA, "bounce: ada@example.net dead", path=None)
notice("the same address in the dialogue and in a link", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<ada@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1 The email\n    account that you tried to reach does not exist. Write to <help@example.net> or\n    see https://mail.example.net/?u=ada@example.net (in reply to RCPT TO command)\n\n" + RETURNED % ADA, "bounce: ada@example.net dead")
notice("expanded from another", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<bob@example.com> (expanded from <ada@example.net>): host mx.example.com[192.0.2.7]\n    said: 550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n\n" + RETURNED % ADA, "bounce: bob@example.com dead")
notice("capital letters", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<Ada@Example.NET>: USER UNKNOWN\n\n" + RETURNED % ADA, "bounce: Ada@example.net dead")
parted("a returned mail as plain text", DAEMON, "Undelivered", [("text/plain", "Delivery failed:\n<ada@example.net>: user unknown\n"), ("text/plain", "From: Sender <sender@example.org>\nTo: ada@example.net\nSubject: An invitation\n\nCome and tell.\nwith@example.com\n")], "bounce: ada@example.net dead")
notice("the head of the mail before the recipients", DAEMON, "Undelivered", "From: Sender <sender@example.org>\nTo: Ada\nSubject: An invitation\n\nCould not be delivered to:\n\nada@example.net\n550 5.1.1 User unknown\n", "bounce: ada@example.net dead")
notice("an address in single quotes", DAEMON, "Undelivered", "The following recipient(s) cannot be reached:\n\n  'ada@example.net' on 19.07.2021 10:15\n   550 User unknown\n", "bounce: ada@example.net dead")
notice("a quoted local part", DAEMON, "Undelivered Mail Returned to Sender", postfix + "<\"ada lovelace\"@example.net>: user unknown\n\n" + RETURNED % ADA, "bounce: \"ada lovelace\"@example.net dead")
notice("several at once in the dialogue", "MAILER-DAEMON@mx.example.org", "Returned mail", "   ----- Transcript of session follows -----\n>>> RCPT To:<ada@example.net>\n<<< 550 5.1.1 <ada@example.net>... User unknown\n>>> RCPT To:<bob@example.com>\n<<< 452 4.2.2 <bob@example.com>... Mailbox full\n\n   ----- Original message follows -----\n" + RETURNED % ADA,
       "bounce: ada@example.net dead, bob@example.com later")
notice("no recipient but that of the returned mail", DAEMON, "Undelivered Mail Returned to Sender", "Your mail could not be delivered: user unknown.\n\n--- Original message follows ---\n" + RETURNED % ADA, "bounce: ada@example.net dead")
parted("a page of HTML only", "postmaster@example.net", "Undeliverable: An invitation", [("text/html; charset=utf-8", "<html><body><p><b>Delivery has failed to these recipients or groups:</b></p><p><a href=\"mailto:ada@example.net\">ada@example.net</a><br>The email address wasn't found at the destination domain.</p>"
       "<p>Diagnostic information for administrators:</p><p>ada@example.net<br>#550 5.1.1 RESOLVER.ADR.RecipNotFound ##</p></body></html>")], "bounce: ada@example.net dead", path=None)
parted("fields in a part of text", DAEMON, "Undelivered Mail", [("text/plain", "It failed."), ("text/plain; name=\"delivery-status\"", fields % ("failed", "5.1.1", "550 5.1.1 no such user"))], "bounce: ada@example.net dead")
report("only an original recipient", DAEMON, "Undelivered Mail", "It failed.", "Reporting-MTA: dns; mx.example.org\n\nOriginal-Recipient: rfc822;ada@example.net\nAction: failed\nStatus: 5.1.1\n", "bounce: ada@example.net dead")
report("a recipient without a type", DAEMON, "Undelivered Mail", "It failed.", "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: ada@example.net\nAction: failed\nStatus: 5.1.1\n", "bounce: ada@example.net dead")
report("a status without points", DAEMON, "Undelivered Mail", "It failed.", "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 550\nDiagnostic-Code: smtp; 550 no such user\n", "bounce: ada@example.net dead")
report("no group but the first", DAEMON, "Undelivered Mail", "It failed.", "Reporting-MTA: dns; mx.example.org\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.2.2\n", "bounce: ada@example.net failed")
report("a status of success beside a failure in words", DAEMON, "Undelivered Mail", "It failed.", "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 250 2.0.0 ok, then 552 5.2.2 mailbox full\n", "bounce: ada@example.net failed")
report("a domain that takes no mail", DAEMON, "Undelivered Mail", "It failed.", fields % ("failed", "5.1.0", "556 5.1.10 Domain example.net does not accept mail (nullMX)"), "bounce: ada@example.net dead")
report("fields that a server left empty", DAEMON, "Undelivered Mail", postfix + "<ada@example.net>: user unknown\n", "Reporting-MTA: dns; mx.example.org\n\n", "bounce: ada@example.net dead")

# Words in other languages; nothing else tells that it is a report.


def exchange(language, subject, text):
    notice("Exchange in " + language, "Microsoft Exchange <postmaster@example.net>", subject, text, "bounce: ada@example.net dead",
           "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n", path=None)


exchange("Spanish", "No se puede entregar: An invitation",
         "Error en la entrega a estos destinatarios o grupos:\n\nada@example.net\nNo se encontró la dirección de correo electrónico que escribió.\n\n#550 5.1.1 RESOLVER.ADR.RecipNotFound ##\n")
exchange("Italian", "Impossibile recapitare: An invitation",
         "Recapito non riuscito per i seguenti destinatari o gruppi:\n\nada@example.net\nL'indirizzo immesso è inesistente.\n")
exchange("Portuguese", "Não é possível entregar: An invitation",
         "Falha na entrega para estes destinatários ou grupos:\n\nada@example.net\nO endereço de email não foi encontrado.\n\n#550 5.1.1 RESOLVER.ADR.RecipNotFound ##\n")
exchange("Dutch", "Onbestelbaar: An invitation",
         "Bezorging aan deze geadresseerden is mislukt:\n\nada@example.net\nHet e-mailadres is onbekend.\n")
exchange("Polish", "Niedostarczona wiadomość: An invitation",
         "Dostarczenie wiadomości do tych adresatów nie powiodło się:\n\nada@example.net\nAdres nie istnieje.\n")
exchange("Russian", "Не удается доставить: An invitation",
         "Сбой доставки следующим получателям или группам:\n\nada@example.net\nАдрес не найден.\n")
exchange("Turkish", "Teslim edilemedi: An invitation",
         "Şu alıcılara teslim edilemedi:\n\nada@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound ##\n")
exchange("Chinese", "无法送达: An invitation",
         "未能向以下收件人传递邮件:\n\nada@example.net\n找不到您输入的电子邮件地址。#550 5.1.1 ##\n")
exchange("Japanese", "配信不能: An invitation",
         "次の受信者またはグループへの配信に失敗しました:\n\nada@example.net\n入力した電子メールアドレスが見つかりませんでした。\n")
exchange("Korean", "배달되지 않음: An invitation",
         "다음 받는 사람 또는 그룹에 배달하지 못했습니다.\n\nada@example.net\n주소가 존재하지 않습니다.\n")
exchange("French", "Non remis : An invitation",
         "Échec de la remise aux destinataires ou groupes suivants :\n\nada@example.net\nL'adresse n'existe pas.\n")
exchange("Swedish", "Kan inte leverera: An invitation",
         "Det gick inte att leverera till följande mottagare:\n\nada@example.net\n#550 5.1.1 ##\n")
exchange("Danish", "Kan ikke leveres: An invitation",
         "Levering til disse modtagere mislykkedes:\n\nada@example.net\n#550 5.1.1 ##\n")
exchange("Czech", "Nedoručitelné: An invitation",
         "Doručení následujícím příjemcům se nezdařilo:\n\nada@example.net\n#550 5.1.1 ##\n")

# What servers say.


def said(words, what):
    code = words[:1]
    report("said: " + words, DAEMON, "Undelivered Mail Returned to Sender", postfix + "<ada@example.net>: host mx.example.net[192.0.2.7] said: %s\n" % words,
           fields % ("failed", code + ".0.0", words), "bounce: ada@example.net " + what)


for words in ("550 5.1.1 The email account that you tried to reach does not exist.", "550 No such user here", "550 Invalid recipient <ada@example.net>", "550 <ada@example.net>: Recipient address rejected: User unknown in local recipient table",
              "550 <ada@example.net>: Recipient address rejected: User unknown in virtual mailbox table", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "550 Requested action not taken: mailbox unavailable", "550 unknown user <ada@example.net>",
              "550 User not found: ada", "550 5.1.1 <ada@example.net> is not a valid mailbox", "550-Callout verification failed: 550 No such user", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
              "550 No such recipient here", "550 Account does not exist", "550 mailbox not found", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "554 delivery error: dd This user doesn't have an account here", "550 ada... No such user", "551 not our customer", "550 Unrouteable address",
              "550 Address unknown", "550 That email address does not exist here", "550 Recipient not found. <ada@example.net>", "550 5.1.0 Address rejected ada@example.net", "550 5.1.2 <ada@example.net>... Host unknown (Name server: example.net: host not found)", "550 5.1.6 recipient no longer on server", "550 No user by that name",
              "556 5.1.10 Recipient address has null MX", "550 This user no longer exists", "550 there is no such mailbox", "550 #5.1.0 Address rejected.", "550 no mailbox by that name is currently available", "550 Benutzer unbekannt", "550 El usuario no existe", "550 usuário desconhecido", "550 Utente sconosciuto", "550 Użytkownik nieznany", "550 Пользователь не найден"):
    said(words, "failed" if "This user doesn't have" in words else "dead")
for words in ("552 5.2.2 Over quota", "550 Mailbox quota exceeded", "552 Requested mail action aborted: exceeded storage allocation", "550 5.2.1 The email account that you tried to reach is disabled.", "550 Mailbox is inactive", "550 Account has been suspended", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example.org",
              "550 5.7.1 Message rejected due to content restrictions", "550 High probability of spam", "554 5.7.1 Message contains a virus", "552 5.3.4 Message size exceeds fixed limit", "550 5.7.26 unauthenticated mail is prohibited", "550 SPF check failed", "554 5.7.5 permanent error evaluating DMARC policy", "550 5.7.1 Relaying denied",
              "550 relay not permitted", "554 5.4.6 Too many hops", "554 IP address is blacklisted", "550 5.7.25 The IP address sending this message does not have a PTR record", "553 5.1.8 <sender@example.org>... Domain of sender address sender@example.org does not exist", "550 Sender verify failed", "550 Administrative prohibition",
              "521 5.2.1 : AOL will not accept delivery of this message", "550 5.7.133 sender not authenticated for group", "550 Blocked by recipient", "554 Email rejected per DMARC policy", "571 Message refused", "550 5.7.606 Access denied, banned sending IP", "554 rejected due to spam content", "554 transaction failed", "501 5.5.4 syntax error"):
    said(words, "failed")
for words in ("450 4.2.1 The user you are trying to contact is receiving mail too quickly", "451 4.7.1 Greylisting in action, please come back later", "452 4.2.2 Mailbox full", "421 4.7.0 Try again later, closing connection", "450 4.1.1 <ada@example.net>: unverified address", "421 Too many connections", "451 Temporary local problem"):
    said(words, "later")

# Told apart.

parted("a complaint", "feedback@example.com", "FW: An invitation", [("text/plain", "This is an email abuse report."), ("message/feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n"), ("message/rfc822", RETURNED % ADA)], "feedback", "report; report-type=feedback-report")
parted("a read receipt", "ada@example.net", "Read: An invitation", [("text/plain", "Your message was displayed."), ("message/disposition-notification", "Final-Recipient: rfc822; ada@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\n")], "feedback", "report; report-type=disposition-notification")
report("relayed", DAEMON, "Delivery Status Notification (Relay)", "Your message has been successfully relayed to the following recipients, but the requested delivery status notifications may not be generated by the destination.\n\n       ada@example.net\n", fields % ("relayed", "2.0.0", "250 ok"), "delivered: ada@example.net later")
report("one delivered, one failed", DAEMON, "Delivery report", "See below.", fields % ("delivered", "2.0.0", "250 ok") + "\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n", "bounce: ada@example.net later, bob@example.com dead")
notice("a person who forwards a bounce", "Ada <ada@example.net>", "Fwd: Undelivered Mail Returned to Sender", "Look what came back when I wrote to Bob. How do I reach him?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: ada@example.net\nSubject: Undelivered Mail Returned to Sender\n\n" + postfix + "<bob@example.com>: 550 5.1.1 User unknown\n", "story", path=None)
notice("a person who quotes one", "Ada <ada@example.net>", "Re: Undelivered Mail Returned to Sender", "Why did my story come back?\n\n> This is the mail system at host mx.example.org.\n> <sender@example.org>: 550 5.1.1 User unknown\n", "story", "In-Reply-To: <x@example.org>\n", path="<ada@example.net>")
notice("a story about bounces", "Ada <ada@example.net>", "The day my mail could not be delivered", "It said: could not be delivered to bob@example.com, user unknown. So I walked there and met the team that became my lab.\n", "story", path="<ada@example.net>")

check(rows, fate)
