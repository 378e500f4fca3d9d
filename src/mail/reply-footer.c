/*
 * The advertising line that phones put below a mail (RULES ST-12). Only a
 * short line with a known beginning or end counts, and "Sent from my desk, so
 * it took a while" has a comma that no phone writes.
 */
#include "mail/reply.h"

#include <string.h>

enum { FOOTER_CHARACTERS = 60, FOOTER_WORDS = 6 };

static const char *const beginnings[] = {"sent from my ", "sent from mail for ",
    "sent from outlook", "sent from yahoo", "sent from mailbox", "sent from gmail",
    "sent from samsung", "sent from proton", "sent from windows mail", "sent from a ",
    "sent from aol", "sent from the all new aol", "sent from mobile", "sent from iphone",
    "sent from ipad", "sent from android", "sent from type", "sent from polymail",
    "sent from spark", "sent from nine", "sent from hey", "sent from tutanota", "sent from fast",
    "sent via ", "sent with ", "sent using ", "sent on the ", "get outlook for ",
    "get bluemail for ", "get the new aol app", "von meinem ", "von meiner ", "gesendet von ",
    "gesendet mit ", "gesendet über ", "diese nachricht wurde von meinem ",
    "holen sie sich outlook", "outlook für ", "envoyé de ", "envoyé depuis ", "envoyé à partir de ",
    "envoyé avec ", "télécharger outlook pour ", "obtenir outlook pour ", "obtenez outlook pour ",
    "enviado desde ", "enviado con ", "enviado a través de ", "obtener outlook para ",
    "descargar outlook para ", "enviado do ", "enviado de ", "enviado pelo ", "enviado a partir d",
    "enviado via ", "enviado por meu ", "obter o outlook para ", "obtenha o outlook para ",
    "inviato da ", "inviato dal ", "inviato con ", "ottieni outlook per ", "scarica outlook per ",
    "verstuurd vanaf ", "verzonden vanaf ", "verzonden met ", "verstuurd met ", "verzonden van",
    "outlook voor ", "outlook downloaden voor ", "wysłane z ", "wysłano z ", "wysłane przy użyciu ",
    "pobierz program outlook", "pobierz aplikację outlook", "отправлено с ", "отправлено из ",
    "отправлено со ", "отправлено от ", "отправлено через ", "скачать outlook", "надіслано з ",
    "发自", "发送自", "來自我的", "從我的", "傳送自我的", "获取 outlook", "下载适用于",
    "取得 outlook", "skickat från ", "sendt fra ", "sendt med ", "hämta outlook för ",
    "hent outlook for ", "hent outlook til ", "lähetetty ", "hanki outlook", "odesláno z",
    "odoslané z", "získejte outlook", "získat outlook", "az iphone-omról", "trimis de pe ",
    "στάλθηκε από ", "đã gửi từ ", "được gửi từ ", "dikirim dari ", "poslano s", "poslato s",
    "sent by "};

static const char *const endings[] = {" gesendet", "dan gönderildi", "den gönderildi",
    "tan gönderildi", "ten gönderildi", "için outlook'u edinin", "'u edinin", "から送信",
    "から送信されました", "から送られました", "を入手", "에서 보냄", "에서 전송됨",
    "에서 보냈습니다", "다운로드", "küldve", "發送", "发送", "传送", "傳送", "iphoneから"};

/* The line up to a link, which programs add in brackets. */
static char *shown_part(const char *folded)
{
	gsize length = strcspn(folded, "<[(");
	if (length == 0 || length == strlen(folded))
		return g_strdup(folded);
	return g_strchomp(g_strndup(folded, length));
}

static bool is_short(const char *shown)
{
	unsigned words = 1;
	for (const char *p = shown; *p != '\0'; p++)
		words += *p == ' ';
	return g_utf8_strlen(shown, -1) <= FOOTER_CHARACTERS && words <= FOOTER_WORDS + 3 &&
	       !strpbrk(shown, ",;?!");
}

bool reply_is_mobile_footer(const struct reply_lines *lines, gsize at)
{
	const char *folded = lines->line[at].length < 300 ? reply_folded(lines, at) : NULL;
	if (!folded || *folded == '\0')
		return false;
	g_autofree char *shown = shown_part(folded);
	if (!is_short(shown))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (g_str_has_prefix(shown, beginnings[i]))
			return !g_str_has_prefix(beginnings[i], "von mein") ||
			       g_str_has_suffix(shown, "gesendet") ||
			       g_str_has_suffix(shown, "gesendet.");
	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(shown, endings[i]) && strlen(shown) > strlen(endings[i]))
			return i > 0;
	return false;
}
