/*
 * Subjects of automatic answers. A hint that holds an answer back and never
 * discards anything (RULES CL-04), so the list may be generous.
 */
#include "mail/header.h"

#include <glib.h>

static const char *const beginnings[] = {"automatic reply", "auto reply", "auto-reply", "autoreply",
    "auto response", "auto-response", "autoresponse", "out of office", "out of the office",
    "out-of-office", "ooo:", "away from", "on vacation", "vacation reply", "abwesenheit",
    "automatische antwort", "automatisch antwoord", "afwezig", "réponse automatique",
    "absence du bureau", "message d'absence", "respuesta automática", "fuera de la oficina",
    "risposta automatica", "fuori sede", "resposta automática", "ausência", "autosvar",
    "automatiskt svar", "automatisk svar", "frånvaro", "automaattinen vastaus", "poissa",
    "odpowiedź automatyczna", "automatyczna odpowiedź", "automatická odpověď", "automatikus válasz",
    "автоматический ответ", "автоответ", "自动回复", "自動回覆", "自動応答", "不在", "자동 회신"};

bool subject_is_automatic(const char *subject)
{
	g_autofree char *folded = g_utf8_strdown(subject, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (g_str_has_prefix(folded, beginnings[i]))
			return true;
	return false;
}
