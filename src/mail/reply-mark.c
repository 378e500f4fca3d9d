/*
 * The marks at which quoted history begins: header blocks, "Original Message"
 * lines, attributions and lines to write above, in the languages that mail
 * programs speak. Tables of fixed strings and a scanner for dates; patterns
 * with repetition have no place over text of strangers.
 */
#define _GNU_SOURCE /* memmem */
#include "mail/reply.h"

#include <string.h>

enum {
	ORIGINAL_LEAST = 6,  /* in shorter lines is no word of the tables, however it is written */
	SENTINEL_LEAST = 12, /* the same */
	BLOCK_LINES = 14,    /* a header block has at most so many */
	LABEL_OCTETS = 48
};

enum role {
	ROLE_NONE,
	ROLE_FROM = 1,
	ROLE_DATE = 2,
	ROLE_TO = 4,
	ROLE_SUBJECT = 8,
	ROLE_OTHER = 16
};

/* Header names as mail programs translate them; words of one role between bars. */
static const struct {
	enum role role;
	const char *words;
} labels[] = {
    {ROLE_FROM,
	"|from|von|de|da|van|od|fra|från|fran|frå|от|от кого|від|від "
	"кого|kimden|gönderen|发件人|发信人|"
	"寄件者|寄件人|發件人|差出人|送信者|送信元|보낸 사람|보낸사람|보내는 "
	"사람|lähettäjä|odesílatel|odosielateľ|feladó|"
	"expéditeur|remitente|remetente|mittente|afzender|absender|nadawca|de la|από|מאת|من|จาก|từ|"
	"dari|pengirim|из|от:|šalje|pošiljatelj|pošiljatelj|"},
    {ROLE_DATE,
	"|date|sent|sent at|date sent|gesendet|gesendet am|datum|envoyé|envoyé le|date "
	"d'envoi|envoye|"
	"enviado|enviado el|enviado em|enviada|enviada el|enviada em|fecha|fecha de "
	"envío|data|inviato|"
	"inviato il|data invio|verzonden|verzonden op|wysłano|wysłane|data "
	"wysłania|отправлено|дата|"
	"дата отправки|отправлен|надіслано|gönderildi|gönderilme tarihi|gönderme tarihi|gönderilen|"
	"tarih|发送时间|发送日期|日期|时间|時間|傳送時間|寄件日期|寄件時間|送信日時|日時|日付|"
	"送信日|"
	"보낸 날짜|날짜|보낸 "
	"시간|보낸날짜|일시|skickat|skickad|sendt|dato|lähetetty|päivämäärä|päiväys|"
	"pvm|odesláno|odoslané|elküldve|küldve|dátum|trimis|trimis la|data trimiterii|ημερομηνία|"
	"נשלח|תאריך|تاريخ|ngày|đã gửi|tanggal|poslano|dátum odoslania|"},
    {ROLE_TO, "|to|an|à|a|para|per|aan|do|кому|до|kime|alıcı|收件人|收件者|宛先|받는 "
	      "사람|받는사람|til|till|"
	      "vastaanottaja|komu|pro|címzett|destinataire|destinataires|destinatario|destinatário|"
	      "empfänger|către|προς|אל|إلى|ถึง|tới|đến|kepada|za|prima|"},
    {ROLE_SUBJECT,
	"|subject|betreff|betr|objet|sujet|asunto|assunto|oggetto|onderwerp|temat|тема|konu|主题|"
	"主題|主旨|标题|標題|件名|題名|제목|emne|ämne|aihe|předmět|predmet|tárgy|subiect|θέμα|נושא|"
	"الموضوع|"
	"เรื่อง|chủ đề|subjek|perihal|naslov|"},
    {ROLE_OTHER,
	"|cc|bcc|kopie|kopie (cc)|blindkopie|copie|copie "
	"à|cópia|copia|kopia|kopi|dw|udw|копия|копія|bilgi|"
	"抄送|副本|副本抄送|참조|숨은 참조|ccn|c.c|másolat|kopio|reply-to|reply to|antwort an|"
	"responder a|risposta|rispondi a|répondre à|responder para|antwoord aan|svara "
	"till|返信先|回复|回信|"
	"importance|wichtigkeit|importanza|importancia|prioriteit|priority|attachments|anlagen|"
	"anhänge|"
	"pièces jointes|allegati|datos "
	"adjuntos|anexos|bijlagen|załączniki|organization|organisation|"
	"newsgroups|mailed-by|sender|message-id|list-id|"},
};

/* The labels one by one, for the many lines that have a colon. */
static GHashTable *roles(void)
{
	static GHashTable *roles;
	if (roles)
		return roles;
	roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (gsize i = G_N_ELEMENTS(labels); i-- > 0;) {
		g_autofree char **words = g_strsplit(labels[i].words, "|", -1);
		for (char **word = words; *word; word++)
			g_hash_table_insert(roles, *word, GUINT_TO_POINTER(labels[i].role));
	}
	g_hash_table_remove(roles, "");
	return roles;
}

/* The role of a folded line that begins with a header name and a colon. */
static enum role label_role(const char *folded)
{
	const char *colon = strchr(folded, ':');
	if (!colon || colon - folded > LABEL_OCTETS)
		return ROLE_NONE;
	const char *end = colon;
	while (end > folded && (end[-1] == ' ' || end[-1] == '*'))
		end--;
	char word[LABEL_OCTETS + 1] = "";
	memcpy(word, folded, end - folded);
	return GPOINTER_TO_UINT(g_hash_table_lookup(roles(), word));
}

/* Most lines have none, and then need no folding. */
static bool has_colon(const struct reply_line *line)
{
	return memchr(line->text, ':', line->length) ||
	       (memchr(line->text, '\xef', line->length) &&
		   memmem(line->text, line->length, "\xef\xbc\x9a", 3));
}

unsigned reply_header_role(const struct reply_lines *lines, gsize at)
{
	return has_colon(&lines->line[at]) ? label_role(reply_folded_beginning(lines, at))
					   : ROLE_NONE;
}

static unsigned count_roles(unsigned roles)
{
	unsigned count = 0;
	for (unsigned role = ROLE_FROM; role <= ROLE_SUBJECT; role <<= 1)
		count += (roles & role) != 0;
	return count;
}

/* The role of the one or two words that end in front of COLON. */
static enum role role_before(const char *folded, const char *colon)
{
	const char *start = colon;
	for (unsigned words = 0; words < 2 && start > folded; words++) {
		for (start--; start > folded && start[-1] != ' '; start--)
			;
		enum role role = label_role(start);
		if (role != ROLE_NONE)
			return role;
	}
	return ROLE_NONE;
}

/* A header block that lost its line ends: "From: Ada Sent: Monday To: Bob Subject: Story". */
static bool flat_block(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	if (lines->line[at].role != ROLE_FROM)
		return false;
	const char *folded = reply_folded_beginning(lines, at);
	unsigned roles = ROLE_NONE;
	for (const char *p = folded; (p = strchr(p, ':')); p++)
		if (p[1] == ' ')
			roles |= role_before(folded, p);
	*mark = (struct reply_mark){at, at + 1, true};
	return count_roles(roles) >= 3;
}

/* Three of From, Sent, To and Subject, with room for folded lines and blank ones between. */
static bool header_block(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	unsigned roles = lines->line[at].role;
	if (roles == ROLE_NONE)
		return false;
	gsize last = at;
	for (gsize i = at + 1; i < lines->count && i < at + BLOCK_LINES && i - last <= 3; i++) {
		unsigned role = lines->line[i].role;
		if (role == ROLE_NONE && lines->line[i].quoted)
			break;
		if (role == ROLE_NONE)
			continue;
		roles |= role;
		last = i;
	}
	*mark = (struct reply_mark){at, last + 1, true};
	return count_roles(roles) >= 3;
}

static bool label_follows(const struct reply_lines *lines, gsize at)
{
	for (gsize i = at; i < lines->count && i < at + 3; i++)
		if (lines->line[i].role != ROLE_NONE)
			return true;
	return false;
}

/* What stands between the dashes above a quoted or forwarded mail. */
static const char *const originals[] = {
    "original",
    "original message",
    "original email",
    "original mail",
    "original appointment",
    "reply message",
    "forwarded message",
    "begin forwarded message",
    "start of forwarded message",
    "forwarded by",
    "original-nachricht",
    "originalnachricht",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "ursprungsnachricht",
    "ursprüngliche e-mail",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "message d'origine",
    "message d’origine",
    "message original",
    "message initial",
    "mail original",
    "e-mail d'origine",
    "message transféré",
    "début du message transféré",
    "début du message réexpédié",
    "mensaje original",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem original",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "início da mensagem encaminhada",
    "messaggio originale",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "oorspronkelijk bericht",
    "origineel bericht",
    "oorspronkelijke bericht",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "oryginalna wiadomość",
    "wiadomość oryginalna",
    "pierwotna wiadomość",
    "wiadomość przekazana",
    "treść przekazanej wiadomości",
    "исходное сообщение",
    "оригинальное сообщение",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "начало переадресованного сообщения",
    "конец пересылаемого сообщения",
    "оригінальне повідомлення",
    "orijinal mesaj",
    "orijinal ileti",
    "özgün ileti",
    "özgün mesaj",
    "iletilen mesaj",
    "yönlendirilen mesaj",
    "原始邮件",
    "原始郵件",
    "原邮件",
    "原郵件",
    "回复的原邮件",
    "转发的邮件",
    "转发邮件信息",
    "轉寄郵件",
    "转发邮件",
    "轉寄的郵件",
    "元のメッセージ",
    "オリジナルメッセージ",
    "オリジナル メッセージ",
    "original メッセージ",
    "転送メッセージ",
    "転送されたメッセージ",
    "원본 메시지",
    "원본 메일",
    "원본메시지",
    "전달된 메시지",
    "전달된 메일",
    "original besked",
    "oprindelig meddelelse",
    "oprindelig besked",
    "videresendt meddelelse",
    "videresendt besked",
    "opprinnelig melding",
    "videresendt melding",
    "ursprungligt meddelande",
    "originalmeddelande",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "alkuperäinen viesti",
    "välitetty viesti",
    "původní zpráva",
    "přeposlaná zpráva",
    "pôvodná správa",
    "eredeti üzenet",
    "továbbított üzenet",
    "mesaj original",
    "mesaj redirecționat",
    "αρχικό μήνυμα",
    "הודעה מקורית",
    "الرسالة الأصلية",
    "tin nhắn gốc",
    "thư gốc",
    "pesan asli",
    "izvorna poruka",
    "originalna poruka",
};

static bool is_original_phrase(const char *folded)
{
	gsize length = strlen(folded);
	while (length > 0 && strchr(": ", folded[length - 1]))
		length--;
	if (g_str_has_prefix(folded, "forwarded by ") && length < 120)
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(originals); i++)
		if (folded[0] == originals[i][0] && strncmp(folded, originals[i], length) == 0 &&
		    originals[i][length] == '\0')
			return true;
	return false;
}

static bool starts_drawn(const struct reply_line *line)
{
	const char *p = line->text, *end = line->text + line->length;
	while (p < end && *p == ' ')
		p++;
	return end - p > 2 && ((strchr("-_=*", p[0]) && p[1] == p[0]) || p[0] == '\xe2');
}

static bool original_message(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	const struct reply_line *line = &lines->line[at];
	if (line->length < ORIGINAL_LEAST || line->length > 160)
		return false;
	const char *folded = reply_folded(lines, at);
	if (!folded || !is_original_phrase(folded))
		return false;
	struct reply_mark block;
	gsize next = at + 1;
	while (next < lines->count && lines->line[next].blank)
		next++;
	*mark = (struct reply_mark){at, at + 1, true};
	if (next < lines->count && header_block(&block, lines, next))
		mark->end = block.end;
	return starts_drawn(line) || label_follows(lines, at + 1);
}

/* How our own letters begin, as far as the name of the call, which may stand on the next line. */
static bool opens_our_letter(const char *folded)
{
	static const char *const words[] = {"this is an automatic confirmation",
	    "this is an automatic answer", "this is an automatic question",
	    "this is an automatic message", "this is an automatic invitation",
	    "this is an automatic reminder", "this is a message from the organizers of",
	    "this is the reminder that you asked for, from"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(folded, words[i]))
			continue;
		const char *rest = folded + strlen(words[i]);
		if (g_str_has_prefix(rest, " from"))
			rest += strlen(" from");
		return *rest == '\0' || g_str_has_suffix(rest, ".");
	}
	return false;
}

/* True for lines such as "-- reply above this line --", and for how our own letters begin. */
static bool is_sentinel(const struct reply_lines *lines, gsize at)
{
	static const char *const words[] = {"reply above this line", "reply above the line",
	    "type your reply above", "write above this line", "write your reply above",
	    "reply above this", "antwort oberhalb dieser zeile", "über dieser zeile antworten",
	    "répondre au-dessus de cette ligne", "réponse au-dessus de cette ligne",
	    "responda por encima de esta línea", "respuesta por encima de esta línea",
	    "responda acima desta linha", "rispondi sopra questa riga", "antwoord boven deze regel",
	    "odpowiedz powyżej tej linii", "ответьте выше этой строки", "bu satırın üstüne",
	    "请在此行上方回复", "この行より上に", "이 줄 위에"};
	gsize length = lines->line[at].length;
	if (length < SENTINEL_LEAST || length > 140)
		return false;
	const char *folded = reply_folded(lines, at);
	for (gsize i = 0; folded && i < G_N_ELEMENTS(words); i++)
		if (strstr(folded, words[i]))
			return true;
	return folded && opens_our_letter(folded);
}

bool reply_quote_follows(const struct reply_lines *lines, gsize at)
{
	while (at < lines->count && lines->line[at].blank)
		at++;
	return at < lines->count && (lines->line[at].quoted || is_sentinel(lines, at));
}

bool reply_mark_at(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	if (is_sentinel(lines, at)) {
		*mark = (struct reply_mark){at, at + 1, true};
		return true;
	}
	return original_message(mark, lines, at) || header_block(mark, lines, at) ||
	       flat_block(mark, lines, at) || reply_attribution(mark, lines, at);
}
