/*
 * Is this mail a delivery report, although it does not say so in its type
 * (RULES TR-15)? A sender, a subject or a sentence alone proves nothing: people
 * forward bounces and write about them. Two signs together do.
 */
#include "mail/report.h"

#include <string.h>

enum { OPENING_OCTETS = 2000 };

/* In the address or the name of the sender, lower case. */
static const char *const daemons[] = {"mailer-daemon", "mailer daemon", "mailerdaemon",
    "mail-daemon", "maildaemon", "mail daemon", "mail delivery", "mail.delivery", "mail deliver",
    "delivery subsystem", "delivery system", "delivery service", "mail system",
    "mail administrator", "postmaster", "post_master", "post master", "interscan", "mail transfer",
    "microsoft exchange", "bounce", "mailmarshal", "returned mail", "email system", "smtp server"};

/* Senders that need no second sign. */
static const char *const sure_daemons[] = {
    "mailer-daemon@", "mailer-daemon <", "mailerdaemon@", "maildaemon@"};

static const char *const subjects[] = {
    "undeliver",
    "delivery status",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery error",
    "delivery problem",
    "delivery report",
    "delivery notification",
    "delivery delay",
    "delivery warning",
    "delivery unsuccessful",
    "delivery status",
    "failure notice",
    "failure delivery",
    "returned mail",
    "returned to sender",
    "return to sender",
    "mail delivery",
    "mail failure",
    "mail could not",
    "message could not",
    "not be delivered",
    "not delivered",
    "nondeliver",
    "non-deliver",
    "non delivery",
    "unable to deliver",
    "unable to be delivered",
    "could not be delivered",
    "could not send message",
    "mail system error",
    "message delivery",
    "mail status report",
    "rejected mail",
    "mail rejected",
    "message rejected",
    "user unknown",
    "unknown user",
    "host unknown",
    "error sending",
    "error mail",
    "mail error",
    "warning: message",
    "warning: could not",
    "unzustellbar",
    "nicht zugestellt",
    "zustellung fehlgeschlagen",
    "fehlgeschlagene zustellung",
    "zustellungsbericht",
    "übermittlungsstatus",
    "zustellstatus",
    "non remis",
    "non-remis",
    "échec de la remise",
    "échec de remise",
    "état de remise",
    "non distribu",
    "non délivr",
    "impossible de remettre",
    "échec d'envoi",
    "no se puede entregar",
    "no se pudo entregar",
    "no se ha podido entregar",
    "no entregado",
    "estado de entrega",
    "error de entrega",
    "correo devuelto",
    "não é possível entregar",
    "não foi possível entregar",
    "não entregue",
    "falha na entrega",
    "status de entrega",
    "estado da entrega",
    "estado de entrega",
    "impossibile recapitare",
    "mancato recapito",
    "mancata consegna",
    "recapito non riuscito",
    "stato del recapito",
    "stato della consegna",
    "non consegnat",
    "niet-bestelbaar",
    "niet bestelbaar",
    "onbestelbaar",
    "niet bezorgd",
    "bezorging mislukt",
    "bezorgingsstatus",
    "niedostarcz",
    "nie dostarczono",
    "nie można dostarczyć",
    "stanie dostarczenia",
    "недостав",
    "не доставлен",
    "не удается доставить",
    "не удалось доставить",
    "невозможно доставить",
    "сбой доставки",
    "ошибка доставки",
    "состоянии доставки",
    "не вдалося доставити",
    "teslim edilem",
    "iletilemedi",
    "iletilemeyen",
    "gönderilemedi",
    "teslim durumu",
    "kan inte leverera",
    "inte levererats",
    "kunde inte levereras",
    "kan ikke lever",
    "kunne ikke lever",
    "ikke leveret",
    "ikke levert",
    "ei voi toimittaa",
    "ei voitu toimittaa",
    "toimitus epäonnistui",
    "nedoručiteln",
    "nedoručen",
    "doručení selhalo",
    "kézbesíthetetlen",
    "sikertelen kézbesítés",
    "nu poate fi livrat",
    "nelivrat",
    "αποτυχία παράδοσης",
    "δεν παραδόθηκε",
    "תקלה במסירה",
    "تعذر التسليم",
    "تعذر تسليم",
    "không thể gửi",
    "không gửi được",
    "gagal terkirim",
    "tidak terkirim",
    "退信",
    "退回",
    "无法送达",
    "无法投递",
    "无法传递",
    "投递失败",
    "发送失败",
    "未送达",
    "無法傳遞",
    "無法送達",
    "無法投遞",
    "傳遞失敗",
    "傳送失敗",
    "投遞失敗",
    "配信",
    "送信できません",
    "送信エラー",
    "配送",
    "未達",
    "不達",
    "届きません",
    "返送",
    "배달되지",
    "배달할 수 없",
    "배달 실패",
    "전송 실패",
    "발송 실패",
    "전달되지",
    "반송",
    "mail delivered",
    "mail undelivered",
};

/* How a mail system begins to explain. */
static const char *const openings[] = {"this is the mail", "this is mail delivery",
    "this is an automatically generated delivery", "this is a delivery status",
    "this message was created automatically by mail delivery", "this is a permanent error",
    "i'm afraid i wasn't able to deliver", "could not be delivered", "couldn't be delivered",
    "was not delivered", "wasn't delivered", "undeliverable", "unable to deliver",
    "failed to deliver", "delivery to the following", "delivery has failed", "delivery failed",
    "deliver your message", "error delivering", "delivering your mail",
    "did not reach the following", "had permanent fatal errors", "had transient non-fatal errors",
    "had delivery problems", "transcript of session follows", "returned below",
    "returned message follows", "sorry, your message", "sorry your message",
    "had trouble delivering", "following address(es) failed", "message was undeliverable",
    "message not delivered", "not been delivered", "cannot be delivered", "delivering a message",
    "delivering your message", "delivery of your message", "delivery status", "delivery error",
    "user unknown", "unknown user", "no such user", "mailbox is full", "delivery attempt",
    "permanent failure", "fatal error", "failed recipient", "failed permanently",
    "final-recipient:", "was rejected", "have been rejected", "mail system",
    "nicht zugestellt werden", "konnte nicht erreicht werden", "échec de la remise",
    "n'a pas pu être remis", "n'a pu être remis", "n’a pas pu être remis", "error en la entrega",
    "no se pudo entregar", "no ha podido ser entregado", "falha na entrega",
    "não pôde ser entregue", "não foi possível entregar", "recapito non riuscito",
    "non è stato possibile recapitare", "non è stato recapitato",
    "is mislukt:", "niet worden bezorgd", "nie powiodło się", "nie mogła zostać dostarczona",
    "сбой доставки", "не может быть отправлено", "не было доставлено", "не может быть доставлено",
    "не удалось доставить", "teslim edilemedi", "inte att leverera", "kunde inte levereras",
    "kunne ikke leveres", "mislykkedes", "se nezdařilo", "未能向", "无法送达", "无法投递", "被退回",
    "退信原因", "投递失败", "無法傳遞", "送信できません", "配信に失敗", "配信できません",
    "届けできません", "배달하지 못", "배달할 수 없", "전달하지 못"};

/* Where a notice ends and the returned mail begins; at the start of a line, lower case. */
static const char *const boundaries[] = {"--- below this line is a copy", "------ this is a copy",
    "------ this copy", "----- original message", "--- original message", "---- original message",
    "-----original message", "original message headers", "original message header",
    "original message follows", "original message:", "----- unsent message", "----- message header",
    "message header follows", "message headers follow", "below is a copy of the original",
    "the original message was:", "the header of the original",
    "return-path:", "received: ", "received:from", "--- enclosed are the original",
    "--- mensaje original", "--- undelivered message", "------ messaggio originale",
    "***** original", "----- returned message", "--- returned message",
    "a copy of the original message below", "here is a copy of the first part",
    "--- message header", "----- forwarded message", "your original message",
    "mime-version: ", "dkim-signature:", "content-type: message/rfc822", "headers of the original",
    "here is your returned mail"};

static const char *const successes[] = {"successful mail delivery", "successfully delivered",
    "notification (success)", "notification (relay)", "delivery notification: success",
    "relayed:", "delivered:", "has been successfully"};

/* Words that only a mail system's own subject makes telling. */
static const char *const vague_subjects[] = {"reject", "bounce", "delayed", "spam mail"};

static bool has_any(const char *lower, const char *const *words, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (strstr(lower, words[i]) != NULL)
			return true;
	return false;
}

/* "received: " and the like, a name of one word with its colon. */
static bool is_field(const char *text)
{
	gsize length = strcspn(text, ": \t\n");

	return text[length] == ':';
}

/* A leading banner of dashes is part of a boundary only when written in the table. A header field
 * that is set in is told about, not returned. */
static bool starts_returned(const char *line)
{
	if (*line == '\n')
		return false;
	g_autofree char *lower = g_ascii_strdown(line, 80);
	const char *text = lower + strspn(lower, " \t>|");
	const char *bare = text + strspn(text, "-=_* ");

	if (text > lower && text == lower + strspn(lower, " \t") && is_field(text))
		return false;

	for (gsize i = 0; i < G_N_ELEMENTS(boundaries); i++) {
		if (*text == *boundaries[i] && g_str_has_prefix(text, boundaries[i]))
			return true;
		const char *banner =
		    bare > text ? boundaries[i] + strspn(boundaries[i], "-* ") : boundaries[i];
		if (banner > boundaries[i] && g_str_has_prefix(bare, banner))
			return true;
	}
	return false;
}

static bool is_head_field(const char *line)
{
	static const char *const names[] = {
	    "from:", "to:", "subject:", "date:", "message-id:", "cc:", "sender:", "reply-to:"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

static const char *next_line(const char *line)
{
	gsize length = strcspn(line, "\n");

	return line + length + (line[length] == '\n');
}

/* Three fields in a row at the margin: the head of a mail that is returned without a word. */
static bool starts_head(const char *line)
{
	for (unsigned fields = 0; fields < 3; fields++) {
		if (!is_head_field(line))
			return false;
		do
			line = next_line(line);
		while (*line == ' ' || *line == '\t');
	}
	return true;
}

gsize returned_offset(const char *text)
{
	bool named = false; /* a recipient may stand above */

	for (const char *line = text; *line != '\0'; line = next_line(line)) {
		if (starts_returned(line) || (named && starts_head(line)))
			return (gsize)(line - text);
		named = named || memchr(line, '@', strcspn(line, "\n")) != NULL;
	}
	return strlen(text);
}

static bool is_answer(const char *subject)
{
	return g_str_has_prefix(subject, "re:") || g_str_has_prefix(subject, "aw:") ||
	       g_str_has_prefix(subject, "fwd:") || g_str_has_prefix(subject, "fw:");
}

static bool is_daemon(const struct notice *notice)
{
	return has_any(notice->sender, daemons, G_N_ELEMENTS(daemons));
}

static bool has_system_path(const struct message *message)
{
	g_autofree char *path =
	    message->return_path == NULL ? NULL : g_ascii_strdown(message->return_path, -1);

	return path != NULL && (*path == '\0' || g_str_has_prefix(path, "mailer-daemon"));
}

static bool is_sure(const struct notice *notice)
{
	return notice->failed != NULL || strstr(notice->text, "\"bouncedRecipients\"") != NULL ||
	       has_any(notice->sender, sure_daemons, G_N_ELEMENTS(sure_daemons));
}

/* An empty path alone is also that of mail which a person only passed on; a notice names somebody.
 */
static bool has_opening(const struct notice *notice, bool from_machine)
{
	g_autofree char *text =
	    g_utf8_strdown(notice->text, (gssize)strnlen(notice->text, OPENING_OCTETS));

	return has_any(text, openings, G_N_ELEMENTS(openings)) &&
	       (from_machine || strchr(notice->text, '@') != NULL);
}

/* The text comes last: searching all of an ordinary mail for so many words costs more than reading
 * it. */
bool is_failure_notice(const struct message *message, const struct notice *notice)
{
	g_autofree char *subject = g_utf8_strdown(message->subject, -1);
	unsigned signs = is_daemon(notice) + has_system_path(message) + notice->is_report;
	bool titled = has_any(subject, subjects, G_N_ELEMENTS(subjects)) && !is_answer(subject);

	if (signs >= 2 || is_sure(notice))
		return true;
	if (signs == 1)
		return titled || has_any(subject, vague_subjects, G_N_ELEMENTS(vague_subjects)) ||
		       has_opening(notice, !has_system_path(message));
	return titled && message->return_path == NULL && message->in_reply_to[0] == NULL &&
	       has_opening(notice, false);
}

bool is_complaint(const struct message *message, const struct notice *notice)
{
	static const char *const titles[] = {
	    "complaint about message from", "email feedback report for ip", "abuse report for"};
	g_autofree char *subject = g_utf8_strdown(message->subject, -1);

	for (gsize i = 0; notice->returns && i < G_N_ELEMENTS(titles); i++)
		if (g_str_has_prefix(subject, titles[i]))
			return true;
	return false;
}

bool is_success_notice(const struct message *message, const struct notice *notice)
{
	g_autofree char *subject = g_utf8_strdown(message->subject, -1);
	g_autofree char *text = g_utf8_strdown(notice->text, -1);

	return has_any(subject, successes, G_N_ELEMENTS(successes)) ||
	       strstr(text, "was successfully delivered") != NULL ||
	       strstr(text, "has been successfully delivered") != NULL ||
	       strstr(text, "successfully relayed") != NULL;
}
