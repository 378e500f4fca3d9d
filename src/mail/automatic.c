/*
 * Subjects and first words of automatic answers. A hint that holds an answer back and never
 * discards anything (RULES CL-04), so the list may be generous.
 */
#include "mail/header.h"

#include <glib.h>
#include <string.h>

enum { OPENING_OCTETS = 300 };

static const char *const beginnings[] = {"automatic reply", "automatic response",
    "auto:", "autoresponder", "auto reply", "auto-reply", "autoreply", "auto response",
    "auto-response", "autoresponse", "autoodpowiedź", "out of office", "out of the office",
    "out-of-office", "ooo:", "ooo re:", "fuori ufficio", "absent du bureau", "away from",
    "on vacation", "vacation reply", "abwesenheit", "automatische antwort", "automatisch antwoord",
    "afwezig", "réponse automatique", "absence du bureau", "message d'absence",
    "respuesta automática", "fuera de la oficina", "risposta automatica", "fuori sede",
    "resposta automática", "ausência", "autosvar", "automatiskt svar", "automatisk svar",
    "frånvaro", "automaattinen vastaus", "poissa", "odpowiedź automatyczna",
    "automatyczna odpowiedź", "automatická odpověď", "automatikus válasz", "автоматический ответ",
    "автоответ", "自动回复", "自動回覆", "自動応答", "不在", "자동 회신", "otomatik yanıt",
    "otomatik cevap", "自动答复", "自動回復", "自動返信", "자동 응답", "αυτόματη απάντηση",
    "תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "автоматична відповідь", "автоматичен отговор",
    "răspuns automat", "automatická odpoveď", "automatski odgovor", "samodejni odgovor",
    "trả lời tự động", "balasan otomatis", "jawapan automatik", "ตอบกลับอัตโนมัติ",
    "resposta automàtica", "automaatvastus", "automātiskā atbilde", "automatinis atsakymas",
    "réponse automatisée", "respuesta automatica", "resposta automatica", "automatische reactie",
    "nieobecność", "urlaubsnotiz", "je suis absent", "ausente de la oficina"};

/* Anywhere in a subject, since no story is called so. */
static const char *const marks[] = {"[auto-reply]", "[autoreply]", "[auto reply]", "(auto-reply)",
    "(auto reply)", "(autoreply)", "[automatic reply]", "is out of the office", "ist außer haus",
    "est absent du bureau", "i am out of the office", "i'm out of the office", "i am on vacation",
    "i'm on vacation", "[out of office]", "(out of office)"};

/* How machines begin to speak; lower case. */
static const char *const openings[] = {"this is an automatic", "this is an auto-",
    "this is an auto ", "this is an automated", "this message was generated automatically",
    "this message was automatically generated", "this email was automatically generated",
    "automatically generated message", "automatically generated email",
    "automatically generated reply", "do not reply to this", "please do not respond to this",
    "out of the office until", "currently out of the office", "currently out of office",
    "will be out of the office", "am out of the office", "away from the office until",
    "on annual leave until", "on vacation until", "diese e-mail wurde automatisch",
    "dies ist eine automatische", "nicht im büro", "bin ich wieder erreichbar",
    "ceci est un message automatique", "ceci est une réponse automatique", "actuellement absent",
    "je suis absent", "este es un mensaje automático", "respuesta automática",
    "fuera de la oficina", "mensagem automática", "resposta automática", "messaggio automatico",
    "risposta automatica", "automatisch gegenereerd", "автоматический ответ", "это автоматическ",
    "自动回复", "自動返信", "自動応答", "자동 회신"};

static char *lower(const char *text)
{
	return g_str_is_ascii(text) ? g_ascii_strdown(text, -1) : g_utf8_strdown(text, -1);
}

static bool has_any(const char *folded, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(folded, words[i]) != NULL)
			return true;
	return false;
}

bool subject_is_automatic(const char *subject)
{
	g_autofree char *folded = lower(subject);
	const char *text = g_str_has_prefix(folded, "re: ") ? folded + strlen("re: ") : folded;
	for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (g_str_has_prefix(text, beginnings[i]))
			return true;
	return has_any(folded, marks, G_N_ELEMENTS(marks));
}

bool text_is_automatic(const char *text)
{
	g_autofree char *beginning = g_strndup(text, strnlen(text, OPENING_OCTETS));
	g_autofree char *valid = g_utf8_make_valid(beginning, -1);
	g_autofree char *folded = lower(valid);
	for (char *p = folded; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	return has_any(folded, openings, G_N_ELEMENTS(openings));
}
