/*
 * What the person wrote: replies cut at quoted history, signatures and phone
 * lines, in the languages that mail programs speak.
 */
#include "mail/text.h"

#include <string.h>
#include <time.h>

#define HEAD "Yes, I will come.\n\n"
#define QUOTE "\n\n> Will you come?\n> Ada\n"

/* Lines that announce the mail below them; the reply above is always HEAD. */
static const struct {
	const char *name;
	const char *history;
} histories[] = {
    /* PROVES ST-09 */
    {"English", "On Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:" QUOTE},
    {"English, wrapped",
	"On Mon, 19 Jul 2021 at 10:14, Ada Example\n<ada@example.net>\nwrote:" QUOTE},
    {"English, the address cut",
	"On Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net\n> wrote:" QUOTE},
    {"English, no quote marks",
	"On Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:\n\nWill you?"},
    {"English, dashes around",
	"---- On Mon, 19 Jul 2021 10:14:50 +0200 ada@example.net wrote ----\n\nWell?"},
    {"a bare name with a quote below", "Ada wrote:" QUOTE},
    {"German", "Am Mo., 19. Juli 2021 um 10:14 Uhr schrieb Ada <ada@example.net>:" QUOTE},
    {"German, name first", "Ada <ada@example.net> schrieb am 19.07.2021 10:14:" QUOTE},
    {"French", "Le lun. 19 juil. 2021 à 10:14, Ada <ada@example.net> a\nécrit\u00a0:" QUOTE},
    {"Spanish", "El lun, 19 jul 2021 a las 10:14, Ada (<ada@example.net>) escribió:" QUOTE},
    {"Portuguese", "Em seg., 19 de jul. de 2021 às 10:14, Ada <ada@example.net>\nescreveu:" QUOTE},
    {"Italian",
	"Il giorno lun 19 lug 2021 alle ore 10:14 Ada <ada@example.net>\nha scritto:" QUOTE},
    {"Dutch", "Op ma 19 jul. 2021 om 10:14 schreef Ada <ada@example.net>:" QUOTE},
    {"Polish", "pon., 19 lip 2021 o 10:14 Ada <ada@example.net> napisał(a):" QUOTE},
    {"Polish, long", "W dniu 19.07.2021 o 10:14, Ada pisze:" QUOTE},
    {"Russian", "пн, 19 июл. 2021 г. в 10:14, Ada <ada@example.net>:" QUOTE},
    {"Russian, with a verb", "19.07.2021 10:14, Ада пишет:" QUOTE},
    {"Turkish", "Ada <ada@example.net>, 19 Tem 2021 Pzt, 10:14 tarihinde şunu yazdı:" QUOTE},
    {"Chinese", "Ada <ada@example.net> 于2021年7月19日周一 上午10:14写道：" QUOTE},
    {"Chinese, traditional", "Ada <ada@example.net> 於 2021年7月19日 上午10:14 寫道：" QUOTE},
    {"Japanese", "2021年7月19日(月) 10:14 Ada <ada@example.net>:" QUOTE},
    {"Korean", "2021년 7월 19일 (월) 오전 10:14, Ada <ada@example.net>님이 작성:" QUOTE},
    {"Swedish", "Den mån 19 juli 2021 kl 10:14 skrev Ada <ada@example.net>:" QUOTE},
    {"Danish", "Den man. 19. jul. 2021 kl. 10.14 skrev Ada <ada@example.net>:" QUOTE},
    {"Finnish", "ma 19. heinäk. 2021 klo 10.14 Ada <ada@example.net> kirjoitti:" QUOTE},
    {"Czech", "po 19. 7. 2021 v 10:14 odesílatel Ada <ada@example.net> napsal:" QUOTE},
    {"a date with an address", "2021-07-19 10:14 GMT+02:00 Ada <\nada@example.net>:" QUOTE},
    {"Outlook", "From: Ada <ada@example.net>\nSent: Monday, July 19, 2021 10:14\nTo: Bob\nSubject: "
		"Story\n\nHm"},
    {"Outlook, bold below a rule",
	"________________________________\n\n*From:* Ada\n*Sent:* 19 July\n*To:* Bob\n\nHm"},
    {"Outlook, German",
	"Von: Ada\nGesendet: Montag, 19. Juli 2021\nAn: Bob\nBetreff: AW: Story\n\nHm"},
    {"Outlook, French", "De : Ada\nEnvoyé : lundi 19 juillet 2021\nÀ : Bob\nObjet : Story\n\nHm"},
    {"Outlook, Spanish", "De: Ada\nEnviado el: lunes, 19 de julio\nPara: Bob\nAsunto: Story\n\nHm"},
    {"Outlook, Portuguese", "De: Ada\nEnviada em: 19 de julho\nPara: Bob\nAssunto: Story\n\nHm"},
    {"Outlook, Italian", "Da: Ada\nInviato: lunedì 19 luglio\nA: Bob\nOggetto: Story\n\nHm"},
    {"Outlook, Dutch", "Van: Ada\nVerzonden: maandag 19 juli\nAan: Bob\nOnderwerp: Story\n\nHm"},
    {"Outlook, Polish", "Od: Ada\nWysłano: 19 lipca\nDo: Bob\nTemat: Story\n\nHm"},
    {"Outlook, Russian", "От: Ада\nОтправлено: 19 июля\nКому: Bob\nТема: Story\n\nHm"},
    {"Outlook, Turkish", "Kimden: Ada\nGönderildi: 19 Temmuz\nKime: Bob\nKonu: Story\n\nHm"},
    {"Outlook, Chinese",
	"发件人： Ada\n发送时间： 2021年7月19日\n收件人： Bob\n主题： Story\n\nHm"},
    {"Outlook, Japanese", "差出人: Ada\n送信日時: 2021年7月19日\n宛先: Bob\n件名: Story\n\nHm"},
    {"Outlook, Korean",
	"보낸 사람: Ada\n보낸 날짜: 2021년 7월 19일\n받는 사람: Bob\n제목: Story\n\nHm"},
    {"Outlook, Swedish", "Från: Ada\nSkickat: den 19 juli\nTill: Bob\nÄmne: Story\n\nHm"},
    {"Outlook, on one line",
	"From: Ada <ada@example.net> Sent: Monday, July 19, 2021 10:14 To: Bob Subject: Re: "
	"Story\n\nHm"},
    {"Outlook, on one line with the text behind",
	"*From:* Ada *Sent:* Monday, July 19, 2021 *To:* Bob *Subject:* Story Will you come, or "
	"are you "
	"away? Will you come, or are you away? Will you come, or are you away? Will you come, or "
	"are "
	"you away? Will you come, or are you away? Will you come, or are you away? Will you come, "
	"or "
	"are you away? Will you come, or are you away? Will you come, or are you away? Will you?"},
    {"Yahoo's phone, the quote on the same line",
	"  On Mon, Jul 19, 2021 at 10:14 AM, Ada<ada@example.net> wrote:   Will you come?  "},
    {"a date and a time, no address, no quote marks",
	"On Jul 19, 2021, at 10:14 AM, Ada wrote:\n\nWill you?"},
    {"QQ", "------------------ Original ------------------\nFrom: \"Ada\"<ada@example.net>;\n"
	   "Date: Mon, Jul 19, 2021\nTo: \"Bob\"<bob@example.org>;\n\nHm"},
    {"Original Message", "-----Original Message-----\nFrom: Ada\n\nHm"},
    {"Original Message, German", "-----Ursprüngliche Nachricht-----\nHm"},
    {"Original Message, French", "-----Message d'origine-----\nHm"},
    {"Original Message, Spanish", "----- Mensaje original -----\nHm"},
    {"Original Message, Italian", "----- Messaggio originale -----\nHm"},
    {"Original Message, Dutch", "-----Oorspronkelijk bericht-----\nHm"},
    {"Original Message, Russian", "-------- Исходное сообщение --------\nHm"},
    {"Original Message, Turkish", "-----Orijinal İleti-----\nKimden: Ada\n\nHm"},
    {"Original Message, Chinese", "------------------ 原始邮件 ------------------\nHm"},
    {"Original Message, Korean", "-----원본 메시지-----\nHm"},
    {"a forwarded mail",
	"---------- Forwarded message ---------\nFrom: Ada\nDate: Mon\nSubject: S\n\nHm"},
    {"our own line", "-- reply above this line --\n\nYour story arrived."},
    {"no announcement at all", "> Will you come?\n> Ada\n"},
    {"a signature first",
	"-- \nBob\n\nOn Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:" QUOTE},
    {"a phone line first",
	"Sent from my iPhone\n\nOn Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:" QUOTE},
};

static void test_history(gconstpointer row)
{
	const char *history = histories[GPOINTER_TO_SIZE(row)].history;
	g_autofree char *text = g_strconcat(HEAD, history, NULL);
	struct reply_parts parts;
	reply_split(&parts, text, true);
	g_autofree char *whole = g_strconcat(parts.reply, parts.removed, NULL);
	g_assert_cmpstr(parts.reply, ==, "Yes, I will come.");
	g_assert_cmpstr(whole, ==, text); /* PROVES ST-01 */
	g_assert_false(parts.inline_reply);
	reply_parts_clear(&parts);
}

static const struct {
	const char *name;
	const char *text;
	const char *reply; /* NULL: all of the text */
	bool in_thread, inline_reply;
} cases[] = {
    /* PROVES ST-08 */
    {"a first mail keeps its quotes", "He said:\n> no\n", NULL},
    {"a first mail loses its signature", "Story.\n\n-- \nBob\n", "Story."},
    /* PROVES ST-09 */
    {"a sentence is no attribution", "On Monday we met and Bob wrote:\nnothing.\n", NULL, true},
    {"nor is a date without a quote", "In 2019 at 10:30 she wrote:\n\nGo away.\n", NULL, true},
    {"a sentence with names of fields is no block",
	"From: here to there it is long. To: tell the truth, I am tired.\n", NULL, true},
    {"an address in a sentence is no attribution",
	"On 19 Jul 2021 at 10:14 <ada@example.net> came to me: she was late.\n", NULL, true},
    {"our own letter, without quote marks",
	"WITHDRAW\n\nThis is an automatic confirmation from\nA call.\n\nThank you.\n", "WITHDRAW",
	true},
    {"our own letter, its lines joined",
	"Thanks!\n\nThis is an automatic answer from A call of June.\n\nYour story.\n", "Thanks!",
	true},
    {"our own letter below an attribution",
	"Thanks!\n\nOn Mon, 19 Jul 2021 at 10:14, A call <calls@example.org> wrote:\n\nThis is a "
	"message from the organizers of\nA call.\n",
	"Thanks!", true},
    {"words that begin like it",
	"This is an automatic answer from a lamp\nthat we built, and\nit grew.\n", NULL, true},
    {"two header names are no block", "Hi\nFrom: here\nTo: there\nbye", NULL, true},
    /* PROVES ST-10 */
    {"answers between quotes", "> Who?\n\nMe.\n\n> When?\n\nNow.\n", NULL, true, true},
    {"an answer below", "Ada wrote:\n> Who?\n\nMe.\n", NULL, true, true},
    {"answers, then a signature", "> Who?\nMe.\n-- \nBob", "> Who?\nMe.", true, true},
    {"an answer in an attributed quote",
	"On Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:\n> Who?\n\nMe.\n", NULL, true,
	true},
    {"only a quote stays", "> Who?\n", NULL, true},
    {"only history stays", "-----Original Message-----\nFrom: A\n\nHm", NULL, true},
    /* PROVES ST-11 */
    {"two dashes alone", "Story.\n\n--\nBob", "Story."},
    {"a long dash alone", "Story.\n—\nBob", "Story."},
    {"two underscores alone", "Story.\n__\nBob", "Story."},
    {"dashes inside a line", "a -- b\n--- c\n", NULL},
    {"two dashes far from the end", "a\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16",
	NULL},
    {"a signature of fifty lines is none",
	"a\n-- "
	"\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0"
	"\n"
	"1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0",
	NULL},
    {"nothing but a signature", "-- \nBob", NULL},
    /* PROVES ST-12 */
    {"iPhone", "Ok\n\nSent from my iPhone\n", "Ok"},
    {"German phone", "Ok\n\nVon meinem iPhone gesendet", "Ok"},
    {"French phone", "Ok\n\nEnvoyé de mon iPhone", "Ok"},
    {"Spanish phone", "Ok\n\nEnviado desde mi iPhone", "Ok"},
    {"Portuguese phone", "Ok\n\nEnviado do meu iPhone", "Ok"},
    {"Italian phone", "Ok\n\nInviato da iPhone", "Ok"},
    {"Dutch phone", "Ok\n\nVerstuurd vanaf mijn iPhone", "Ok"},
    {"Polish phone", "Ok\n\nWysłane z iPhone'a", "Ok"},
    {"Russian phone", "Ok\n\nОтправлено с iPhone", "Ok"},
    {"Turkish phone", "Ok\n\niPhone'umdan gönderildi", "Ok"},
    {"Chinese phone", "Ok\n\n发自我的 iPhone", "Ok"},
    {"Japanese phone", "Ok\n\niPhoneから送信", "Ok"},
    {"Korean phone", "Ok\n\n나의 iPhone에서 보냄", "Ok"},
    {"Swedish phone", "Ok\n\nSkickat från min iPhone", "Ok"},
    {"Danish phone", "Ok\n\nSendt fra min iPhone", "Ok"},
    {"Outlook with a link", "Ok\n\nGet Outlook for iOS<https://example.com/o>", "Ok"},
    {"a desk is no phone", "Ok\n\nSent from my desk, so it took a while.", NULL},
    {"not in the middle", "Sent from my iPhone\nis what it said.", NULL},
    {"my phone is gone", "Von meinem Hund.", NULL},
    {"empty", "", NULL},
    {"white space", " \n\n", NULL},
};

static void test_case(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	struct reply_parts parts;
	reply_split(&parts, cases[i].text, cases[i].in_thread);
	g_autofree char *whole = g_strconcat(parts.reply, parts.removed, NULL);
	g_assert_cmpstr(parts.reply, ==, cases[i].reply ? cases[i].reply : cases[i].text);
	g_assert_cmpstr(whole, ==, cases[i].text);
	g_assert_cmpint(parts.inline_reply, ==, cases[i].inline_reply);
	reply_parts_clear(&parts);
}

/* Texts that would be slow if anything were quadratic. */
static void test_long(void)
{
	static const char *const pieces[] = {"to:\n", "1:00:\n", "wrote:\n\n",
	    "> q\n\na 2021 10:10 b@c:\n", "-- \n\n", "from: x\n\n", "-----\n",
	    "Sent from my iPhone\n", "2021 <a@b\n", "\n", "> wrote:\n"};
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		GString *text = g_string_new("start\n");
		while (text->len < 262144)
			g_string_append(text, pieces[i]);
		clock_t before = clock();
		struct reply_parts parts;
		reply_split(&parts, text->str, true);
		g_assert_cmpint(clock() - before, <, 20 * CLOCKS_PER_SEC);
		g_test_message(
		    "%s: %d ms", pieces[i], (int)((clock() - before) * 1000 / CLOCKS_PER_SEC));
		g_assert_cmpuint(strlen(parts.reply) + strlen(parts.removed), ==, text->len);
		reply_parts_clear(&parts);
		g_string_free(text, TRUE);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(histories); i++) {
		g_autofree char *path = g_strdup_printf("/history/%s", histories[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_history);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/reply/%s", cases[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
	}
	g_test_add_func("/reply/long texts of every trap stay linear", test_long);
	return g_test_run();
}
