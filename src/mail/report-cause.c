/*
 * Why a delivery failed. Servers say it in an enhanced status code (RFC 3463),
 * in an SMTP reply code and in words, and often contradict themselves. Only
 * about a third of permanent failures mean that the address is dead, so the words
 * come first, then the codes.
 */
#include "mail/report.h"

#include <string.h>

enum { PHRASES = 40 };

/* Words about a cause, in lower case; the first row with a match counts. */
static const struct {
	const char *cause;
	bool dead;
	const char *phrases[PHRASES];
} causes[] = {
    {"mailer error", false,
	{"command output:", "procmail", "mailer error", "died with signal", "exited with",
	    "x-unix;", "command failed", "local delivery failed"}},
    {"filtered", false,
	{"in reply to end of data", "after end of data", "in response to the data",
	    "this user doesn't have", "rejected by recipient", "user reject", "user refuse",
	    "recipient preferences", "may not exist", "not accepting any mail",
	    "recipient id refuse", "blocked by the recipient", "by the recipient's"}},
    {"blocked", false,
	{"my name was rejected", "too many invalid", "helo command", "helo/ehlo", ": helo",
	    ": ehlo", "client host rejected", "reverse dns", "ptr record", "reverse hostname",
	    "was blocked, ", "has been blocked by"}},
    {"sender rejected", false,
	{"sender address rejected", "sender verify", "sender verification", "sender domain",
	    "domain of sender", "verification failed for", "address of sender", "invalid sender",
	    "unknown sender", "sender unknown", "sender's domain", "sender does not exist",
	    "your domain does not", "sending domain"}},
    {"mailbox full", false,
	{"mailbox full", "mailbox is full", "mail box full", "mailfolder is full", "over quota",
	    "overquota", "quota exceed", "exceeded quota", "exceeds quota", "exceeded the quota",
	    "exceeded storage", "disk quota", "storage quota", "mailbox quota", "user is over",
	    "over the maximum", "over its quota", "mailbox has exceeded", "mailbox size limit",
	    "exceeds allowed size", "exceeded its", "exceeded his", "account is full",
	    "inbox is full", "out of storage", "full mailbox", "exhausted allowed storage",
	    "not enough storage", "exceed the quota", "maildir over", "quota is full",
	    "userdisk quota", "has reached the limit", "cannot accept any more",
	    "too many messages on", "mailbox too large", "quotaexceeded"}},
    {"mailbox full", false,
	{"postfach ist voll", "postfach voll", "postfach des empfängers ist voll",
	    "speicherplatz überschritten", "boîte aux lettres est pleine", "boîte pleine",
	    "boite pleine", "quota dépassé", "buzón lleno", "buzón está lleno", "buzon lleno",
	    "buzón de correo está lleno", "cuota excedida", "caixa postal cheia", "caixa cheia",
	    "caixa de correio cheia", "quota excedida", "casella piena", "casella postale piena",
	    "postvak is vol", "mailbox vol", "skrzynka jest pełna", "skrzynka pełna", "przepełnion",
	    "переполнен", "posta kutusu dolu", "kutusu dolu", "邮箱已满", "空间已满", "信箱已满",
	    "信箱已滿", "郵箱已滿", "空间不足", "がいっぱい", "容量を超え", "容量超過", "満杯",
	    "용량 초과", "가득 찼"}},
    {"message too big", false,
	{"message too large", "message too big", "message is too", "message size exceeds",
	    "message length exceeds", "exceeds maximum message size", "max message size",
	    "maximum message size", "exceeded maximum inbound", "message file too big",
	    "message header size", "size limit", "exceeds the maximum", "exceeds fixed maximum",
	    "too long message", "line too long"}},
    {"system full", false,
	{"insufficient system storage", "no space left", "insufficient disk space",
	    "insufficient space", "mail system full", "requested mail action aborted: exceeded"}},
    {"moved", true,
	{"user has moved", "has been replaced by", "recipient has moved", "address has changed",
	    "address changed", "account has been moved", "no longer at this address"}},
    {"suspended", false,
	{"suspended", "account disabled", "account is disabled", "has been disabled", "is disabled",
	    "disabled recipient", "disabled or discontinued", "user is inactive",
	    "account inactive", "account is inactive", "is not active", "not an active",
	    "mailbox is inactive", "mailbox is frozen", "deactivated", "account locked",
	    "account is locked", "mailbox disabled", "mailbox unavailable or access denied",
	    "currently suspended", "account expired", "boite du destinataire archivee",
	    "invalid/inactive", "temporarily locked", "account is on hold",
	    "email account is closed", "mailbox is disabled"}},
    {"user unknown", true,
	{"user unknown", "unknown user", "no such user", "unknown recipient", "recipient unknown",
	    "user not found", "no such recipient", "recipient not found", "recipnotfound",
	    "recipientnotfound", "does not exist", "doesn't exist", "no such mailbox",
	    "no mailbox by that name", "mailbox not found", "mailbox unknown", "unknown mailbox",
	    "no mailbox here", "invalid recipient", "invalid mailbox", "not a valid mailbox",
	    "no such address", "not listed in", "unrouteable address", "unroutable address",
	    "address unknown", "unknown address", "invalid address", "addressee unknown",
	    "unknown local", "is not a known user", "not our customer",
	    "bad destination mailbox address", "not a valid user", "no longer valid",
	    "no longer in use", "recipient name is not recognized"}},
    {"user unknown", true,
	{"doesn't have a", "does not have an account", "no user", "no account by that name",
	    "no mail box", "user doesn't", "no longer on server", "not local user",
	    "address does not", "unknown account", "nonexistent", "non-existent", "no such person",
	    "no such id", "this address no longer accepts", "user invalid", "invalid user",
	    "mailbox not present", "is unknown", "recipient address rejected: access denied",
	    "recipient rejected", "there is no one", "no one by that name",
	    "email address was not found", "address not found", "not present in directory",
	    "couldn't be found", "could not be found", "wasn't found", "unknown virtual",
	    "addr.notfound", "no existe", "unbekannt", "not known at this site"}},
    {"user unknown", true,
	{"account not found", "account is invalid", "cannot find your mailbox", "mailbox invalid",
	    "mailbox is not valid", "no mailbox found", "account unavailable", "not a known user",
	    "not a valid recipient", "no valid recipients for", "recipient is not accepted",
	    "recipient is not local", "badrcptto", "undeliverable address", "unknown e-mail",
	    "unknown email", "missing home directory", "user not active", "user not known",
	    "username unknown", "not exist", "n't exist", "nosuchuser", "no longer exist",
	    "user not local", "#5.1.0 address rejected", "users unknown", "unknown users"}},
    {"user unknown", true,
	{"inconnu", "desconocid", "desconhecid", "no encontrad", "sconosciut", "inesistente",
	    "não existe", "nao existe", "não encontrad", "n'existe pas", "existiert nicht",
	    "nicht bekannt", "nicht gefunden", "onbekend", "bestaat niet", "nieznany",
	    "nie istnieje", "не существует", "не найден", "неизвестный", "존재하지 않", "不存在",
	    "无此用户", "查無", "存在しません", "見つかりません", "宛先不明", "宛先がありません"}},
    {"user unknown", true,
	{"introuvable", "no se encontr", "não foi encontrad", "non esiste", "non è stato trovato",
	    "niet gevonden", "nie znaleziono", "не существ", "не найдена", "bulunamadı",
	    "mevcut değil", "bilinmeyen", "finns inte", "hittades inte", "okänd", "findes ikke",
	    "finnes ikke", "ukendt", "ukjent", "tuntematon", "ei löydy", "neexistuje",
	    "nebyl nalezen", "neznám", "nem létezik", "ismeretlen", "nu există", "δεν υπάρχει",
	    "không tồn tại", "tidak ditemukan", "找不到", "无法找到", "查无", "見つからない",
	    "見つかりませんでした", "찾을 수 없"}},
    {"host unknown", true,
	{"host unknown", "unknown host", "host not found", "domain not found",
	    "domain name not found", "no such domain", "no mx or a record", "no mx record",
	    "domain does not", "no such host", "name or service not known", "nxdomain",
	    "unrouteable mail domain", "unrouteable domain", "couldn't find any host",
	    "domain must exist", "domain is not", "illegal host", "invalid domain",
	    "name service error for", "null mx", "nullmx", "host or domain name not found",
	    "unknown domain", "host name is not known", "bad destination host",
	    "no mail exchanger"}},
    {"expired", false,
	{"expired", "retry timeout", "retry time not", "delivery time",
	    "could not send message for", "giving up", "too long in the queue",
	    "too long on the queue", "been in the queue", "message timed out",
	    "cannot send message for", "could not be delivered for", "tried to deliver for",
	    "not been delivered after", "maximum number of delivery", "unable to be delivered for",
	    "will not be retried"}},
    {"loop", false,
	{"loops back to", "too many hops", "hop count", "mail loop", "forwarding loop",
	    "routing loop", "loop detected", "mail forwarding loop"}},
    {"authentication", false,
	{"dmarc", "dkim", "spf ", "spf:", "spf)", "(spf", "sender policy framework",
	    "unauthenticated", "not authenticated"}},
    {"blocked", false,
	{"too many connections", "too many recipients", "rate limit", "throttl", "too many",
	    "too fast", "blocked", "blacklist", "black list", "blocklist", "block list", "denylist",
	    "rbl", "spamhaus", "dnsbl", "reputation", "reverse dns", "ptr record", "ptr for",
	    "client host", "access denied", "connection rejected", "bad helo", "your ip",
	    "ip address", "banned", "spamcop", "barracudacentral", "not allowed to send",
	    "service refused", "service unavailable", "not accept mail from", "refused to talk"}},
    {"spam", false,
	{"spam", "junk mail", "unsolicited", "bulk mail", "bulk email", "content filter",
	    "message content rejected", "message contained unsafe", "virus", "malware",
	    "infected"}},
    {"sender rejected", false,
	{"sender rejected", "sender address", "sender verif", "sender denied", "invalid sender",
	    "unauthorized sender", "domain of sender", "return path", "envelope sender",
	    "mail from", "sender is", "from address", "from field", "your domain"}},
    {"relaying denied", false,
	{"relaying", "relay access", "relay denied", "to relay", "rcpthosts"}},
    {"network", false,
	{"connection timed out", "connection refused", "unreachable", "no route to host",
	    "connection lost", "connection was", "conversation with", "smtp connection",
	    "timed out", "timeout", "lookup failure", "lookup fail", "name server", "dns error",
	    "connection dropped", "connect to", "could not connect", "unable to connect",
	    "not responding", "no response", "connection reset", "broken pipe", "tls"}},
    {"user unknown", true, {"mailbox unavailable", "mailbox is unavailable"}},
    {"policy", false,
	{"policy", "security", "prohibited", "violation", "administrat", "restricted",
	    "not permitted", "not authorized", "rejected", "refused", "denied", "not accepted",
	    "filter", "not allow"}},
};

/* What a code alone says; the longest match on subject and detail counts, so precise rows come
 * first. */
static const struct {
	const char *code; /* behind the class */
	const char *cause;
	bool dead;
} codes[] = {
    {".1.1", "user unknown", true},
    {".1.0", "user unknown", true},
    {".1.2", "host unknown", true},
    {".1.3", "user unknown", true},
    {".1.4", "user unknown", true},
    {".1.6", "moved", true},
    {".1.7", "sender rejected", false},
    {".1.8", "sender rejected", false},
    {".1.10", "user unknown", true},
    {".2.1", "suspended", false},
    {".2.2", "mailbox full", false},
    {".2.3", "message too big", false},
    {".3.1", "system full", false},
    {".3.4", "message too big", false},
    {".4.4", "host unknown", true},
    {".4.6", "loop", false},
    {".4.7", "expired", false},
    {".7.23", "authentication", false},
    {".7.25", "blocked", false},
    {".7.26", "authentication", false},
    {".2.", "filtered", false},
    {".3.", "system error", false},
    {".4.", "network", false},
    {".5.", "protocol error", false},
    {".6.", "message content", false},
    {".7.", "policy", false},
};

/* Words of a failure that may pass. */
static const char *const passing[] = {"temporar", "try again", "will retry", "will be retried",
    "will keep trying", "will continue", "still trying", "not yet been delivered", "delayed",
    "is deferred", "deferred:", "no action is required", "do not need to resend",
    "warning message only", "persistent transient", "retrying", "vorübergehend", "erneut versuch",
    "temporaire", "tymczasow", "временн", "geçici", "暂时", "暫時", "一時的", "일시적"};

static bool has_phrase(const char *words, const char *const *phrases, gsize count)
{
	for (gsize i = 0; i < count && phrases[i] != NULL; i++)
		if (strstr(words, phrases[i]) != NULL)
			return true;
	return false;
}

static bool ends_word(char c)
{
	return !g_ascii_isalnum(c) && c != '.' && c != '_';
}

/* The length of "5.1.1" at TEXT, whose class is 2, 4 or 5; 0 if it is none (or an IP address). */
static gsize status_length(const char *text)
{
	gsize subject, detail;

	if (strchr("245", text[0]) == NULL || text[0] == '\0' || text[1] != '.')
		return 0;
	subject = strspn(text + 2, "0123456789");
	if (subject < 1 || subject > 3 || text[2 + subject] != '.')
		return 0;
	detail = strspn(text + 3 + subject, "0123456789");
	if (detail < 1 || detail > 3)
		return 0;
	const char *end = text + 3 + subject + detail;
	if (g_ascii_isalnum(*end) || (*end == '.' && g_ascii_isdigit(end[1])))
		return 0;
	return (gsize)(end - text);
}

/* "550" as a word of its own, where a reply code may stand. */
static bool is_reply_code(const char *text)
{
	return (text[0] == '4' || text[0] == '5') && text[1] >= '0' && text[1] <= '5' &&
	       g_ascii_isdigit(text[2]) && (ends_word(text[3]) || text[3] == '\0');
}

/* The best status in WORDS: one behind a reply code, else the first, else that of the code alone.
 */
static void scan_codes(struct failure *failure, const char *words)
{
	char class = '\0';

	for (const char *at = words; *at != '\0'; at++) {
		gsize length;
		if (at > words && !ends_word(at[-1]))
			continue;
		if (class == '\0' && is_reply_code(at))
			class = *at;
		length = status_length(at);
		if (length == 0 || length >= sizeof failure->status || *at == '2')
			continue;
		if (failure->status[0] == '\0' || (class != '\0' && failure->status[0] != class)) {
			memcpy(failure->status, at, length);
			failure->status[length] = '\0';
		}
		if (class == '\0' || class == *at)
			break;
	}
	if (failure->status[0] == '\0' && class != '\0')
		g_snprintf(failure->status, sizeof failure->status, "%c.0.0", class);
}

/* A class and nothing more. */
static bool is_general(const char *status)
{
	return *status == '\0' || strcmp(status + 1, ".0.0") == 0;
}

static void judge_words(struct failure *failure, const char *words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++)
		if (has_phrase(words, causes[i].phrases, PHRASES)) {
			failure->cause = causes[i].cause;
			failure->dead = causes[i].dead;
			return;
		}
}

static void judge_code(struct failure *failure)
{
	for (gsize i = 0; failure->status[0] != '\0' && i < G_N_ELEMENTS(codes); i++) {
		const char *code = codes[i].code, *own = failure->status + 1;
		if (g_str_has_suffix(code, ".") ? g_str_has_prefix(own, code)
						: strcmp(own, code) == 0) {
			failure->cause = codes[i].cause;
			failure->dead = codes[i].dead;
			return;
		}
	}
}

/* "Rejected" is said of everything, so a code about the address says more. */
static void judge_cause(struct failure *failure, const char *words)
{
	judge_words(failure, words);
	if (failure->cause == NULL ||
	    (strcmp(failure->cause, "policy") == 0 && g_str_has_prefix(failure->status + 1, ".1.")))
		judge_code(failure);
}

/* WORDS in lower case with single spaces, since phrases are wrapped anywhere; up to an octet that a
 * limit left of a character. New. */
static char *folded(const char *words)
{
	const char *end;

	g_utf8_validate(words, -1, &end);
	char *lower = g_utf8_strdown(words, end - words), *to = lower;
	for (const char *p = lower; *p != '\0'; p++)
		if (!g_ascii_isspace(*p))
			*to++ = *p;
		else if (to == lower || to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	return lower;
}

bool sounds_permanent(const char *words)
{
	g_autofree char *lower = folded(words);

	return strstr(lower, "permanent") != NULL ||
	       !has_phrase(lower, passing, G_N_ELEMENTS(passing));
}

/* "Unknown user" with a status about the mailbox (x.2.0) is how some providers refuse a sender. */
static void judge_dead(struct failure *failure)
{
	if (failure->dead && failure->coded && strcmp(failure->status + 1, ".2.0") == 0) {
		failure->cause = "filtered";
		failure->dead = false;
	}
	failure->dead = failure->dead && failure->permanent;
}

struct failure failure_read(const char *status, const char *diagnostic)
{
	struct failure failure = {"", NULL, false, true, false};
	g_autofree char *words = folded(diagnostic == NULL ? "" : diagnostic);
	gsize length = status == NULL ? 0 : status_length(status);
	g_autofree char *field = g_strndup(status, length);

	scan_codes(&failure, words);
	if (length > 0 && length < sizeof failure.status &&
	    (is_general(failure.status) || !is_general(field)))
		g_strlcpy(failure.status, field, sizeof failure.status);
	failure.coded = failure.status[0] != '\0';
	failure.permanent = failure.coded ? failure.status[0] == '5' : sounds_permanent(words);
	judge_cause(&failure, words);
	judge_dead(&failure);
	return failure;
}
