#!/usr/bin/python3
"""What a person wrote, taken from answers as many programs and languages write them.

PROVES ST-09 ST-10 ST-12 through the whole reader: each mail was written for this table after the manner of one program.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reading import check  # noqa: E402

WORDS = "Yes, I will come.\n\nCan I bring a friend?"
QUOTE = "\n> Will you come?\n> Ada\n"
BARE = "\nWill you come?\n\nAda\n"
rows = []


def answer(name, text, expected=WORDS, kind="plain", head="In-Reply-To: <p@example.org>\n"):
    octets = "From: Bob <bob@example.com>\nTo: stories@example.org\nSubject: Re: Your story\nDate: Mon, 19 Jul 2021 10:14:51 +0200\nMessage-ID: <a@example.com>\n" \
             "%sMIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s" % (head, kind, text)
    rows.append((name, octets.replace("\n", "\r\n").encode(), " ".join(expected.split())))


def history(name, line, quote=QUOTE):
    answer(name, WORDS + "\n\n" + line + "\n" + quote)


def page(name, html, expected=WORDS):
    answer(name, html, expected, "html")


# Lines that say who wrote, in the order in which programs put name, date and verb.

for name, line in (
        ("Gmail, English", "On Mon, Jul 19, 2021 at 10:14 AM Ada Example <ada@example.net> wrote:"),
        ("Gmail, wrapped", "On Mon, Jul 19, 2021 at 10:14 AM Ada Example, of the Long Department <\nada.of.the.long.department@example.net> wrote:"),
        ("Apple Mail", "> On Jul 19, 2021, at 10:14 AM, Ada Example <ada@example.net> wrote:"),
        ("Apple Mail, day first", "> On 19 Jul 2021, at 10:14, Ada Example <ada@example.net> wrote:"),
        ("Thunderbird", "On 19/07/2021 10:14, Ada Example wrote:"),
        ("Thunderbird, US", "On 7/19/21 10:14 AM, Ada Example wrote:"),
        ("an older Thunderbird", "Ada Example wrote:"),
        ("Yahoo", "On Monday, July 19, 2021, 10:14:51 AM GMT+2, Ada Example <ada@example.net> wrote: "),
        ("ProtonMail", "------- Original Message -------\nOn Monday, July 19th, 2021 at 10:14 AM, Ada Example <ada@example.net> wrote:"),
        ("ProtonMail, old", "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, July 19, 2021 10:14 AM, Ada Example <ada@example.net> wrote:"),
        ("mutt", "On Mon, Jul 19, 2021 at 10:14:51AM +0200, Ada Example wrote:"),
        ("Gnus", "Ada Example <ada@example.net> writes:"),
        ("KMail", "On Monday, 19 July 2021 10:14:51 CEST Ada Example wrote:"),
        ("Evolution", "On Mon, 2021-07-19 at 10:14 +0200, Ada Example wrote:"),
        ("a day without a name", "On 2021-07-19 10:14, Ada Example wrote:"),
        ("Roundcube", "Am 2021-07-19 10:14, schrieb Ada Example:"),
        ("a quoted name", "On 19 July 2021 10:14, \"Ada Example\" <ada@example.net> wrote:"),
        ("an address twice", "On Mon, Jul 19, 2021 at 10:14 AM <ada@example.net<mailto:ada@example.net>> wrote:"),
        ("an address in brackets", "On Mon, Jul 19, 2021 at 10:14 AM Ada Example [mailto:ada@example.net] wrote:"),
        ("a list of people", "On Mon, Jul 19, 2021 at 10:14 AM Ada Example via Calls <calls@lists.example.net> wrote:"),
        ("spaces that do not break", "On Mon, Jul 19, 2021 at 10:14\u202fAM Ada\u00a0Example <ada@example.net> wrote:"),
        ("an empty line inside", "On Mon, Jul 19, 2021 at 10:14 AM Ada Example <ada@example.net>\nwrote:\n"),
        ("dashes around", "---- On Mon, 19 Jul 2021 10:14:51 +0200 Ada Example <ada@example.net> wrote ----"),
        ("dashes around, no space", "---- On Mon, 19 Jul 2021 10:14:51 +0200 Ada Example<ada@example.net> wrote ---"),
        ("in an American way", "On Mon, Jul 19, 2021 at 10:14 a.m., Ada Example <ada@example.net> wrote:"),
        ("at first", "At 10:14 19/07/2021, Ada Example wrote:"),
        ("a quoting program", "Quoting Ada Example <ada@example.net>:"),
        ("German, Gmail", "Am Mo., 19. Juli 2021 um 10:14 Uhr schrieb Ada Example <\nada@example.net>:"),
        ("German, Apple", "> Am 19.07.2021 um 10:14 schrieb Ada Example <ada@example.net>:"),
        ("German, Thunderbird", "Am 19.07.21 um 10:14 schrieb Ada Example:"),
        ("German, GMX", "Gesendet: Montag, 19. Juli 2021 um 10:14 Uhr\nVon: \"Ada Example\" <ada@example.net>\nAn: \"Bob\" <bob@example.com>\nBetreff: Your story"),
        ("German, a mail client", "Ada Example schrieb am 19.07.2021 um 10:14:"),
        ("German, web", "Zitat von Ada Example <ada@example.net>:"),
        ("French, Gmail", "Le lun. 19 juil. 2021 à 10:14, Ada Example <ada@example.net> a écrit :"),
        ("French, Apple", "> Le 19 juil. 2021 à 10:14, Ada Example <ada@example.net> a écrit :"),
        ("French, Thunderbird", "Le 19/07/2021 à 10:14, Ada Example a écrit\u00a0:"),
        ("French, wrapped before the verb", "Le lun. 19 juil. 2021 à 10:14, Ada Example <ada@example.net> a\nécrit :"),
        ("French, Orange", "> Message du 19/07/21 10:14\n> De : \"Ada Example\" <ada@example.net>\n> A : bob@example.com\n> Copie à : \n> Objet : Your story"),
        ("Spanish, Gmail", "El lun, 19 jul 2021 a las 10:14, Ada Example (<ada@example.net>) escribió:"),
        ("Spanish, Apple", "> El 19 jul 2021, a las 10:14, Ada Example <ada@example.net> escribió:"),
        ("Spanish, Thunderbird", "El 19/07/2021 a las 10:14, Ada Example escribió:"),
        ("Portuguese, Gmail", "Em seg., 19 de jul. de 2021 às 10:14, Ada Example <ada@example.net> escreveu:"),
        ("Portuguese, Thunderbird", "Em 19/07/2021 10:14, Ada Example escreveu:"),
        ("Portuguese, Apple", "> No dia 19/07/2021, às 10:14, Ada Example <ada@example.net> escreveu:"),
        ("Italian, Gmail", "Il giorno lun 19 lug 2021 alle ore 10:14 Ada Example <ada@example.net> ha scritto:"),
        ("Italian, Thunderbird", "Il 19/07/2021 10:14, Ada Example ha scritto:"),
        ("Italian, Apple", "> Il giorno 19 lug 2021, alle ore 10:14, Ada Example <ada@example.net> ha scritto:"),
        ("Dutch, Gmail", "Op ma 19 jul. 2021 om 10:14 schreef Ada Example <ada@example.net>:"),
        ("Dutch, Thunderbird", "Op 19-07-2021 om 10:14 schreef Ada Example:"),
        ("Dutch, Apple", "> Op 19 jul. 2021, om 10:14 heeft Ada Example <ada@example.net> het volgende geschreven:"),
        ("Polish, Gmail", "pon., 19 lip 2021 o 10:14 Ada Example <ada@example.net> napisał(a):"),
        ("Polish, Thunderbird", "W dniu 19.07.2021 o 10:14, Ada Example pisze:"),
        ("Polish, Apple", "> Wiadomość napisana przez Ada Example <ada@example.net> w dniu 19 lip 2021, o godz. 10:14:"),
        ("Polish, Onet", "Dnia 19 lipca 2021 10:14 Ada Example <ada@example.net> napisał(a):"),
        ("Russian, Gmail", "пн, 19 июл. 2021 г. в 10:14, Ada Example <ada@example.net>:"),
        ("Russian, Thunderbird", "19.07.2021 10:14, Ada Example пишет:"),
        ("Russian, Yandex", "19.07.2021, 10:14, \"Ada Example\" <ada@example.net>:"),
        ("Russian, Mail.ru", "Понедельник, 19 июля 2021, 10:14 +03:00 от Ada Example <ada@example.net>:"),
        ("Russian, Apple", "> 19 июля 2021 г., в 10:14, Ada Example <ada@example.net> написал(а):"),
        ("Ukrainian, Gmail", "пн, 19 лип. 2021 р. о 10:14 Ada Example <ada@example.net> пише:"),
        ("Turkish, Gmail", "Ada Example <ada@example.net>, 19 Tem 2021 Pzt, 10:14 tarihinde şunu yazdı:"),
        ("Turkish, Apple", "> Ada Example <ada@example.net> şunları yazdı (19 Tem 2021 10:14):"),
        ("Chinese, Gmail", "Ada Example <ada@example.net> 于2021年7月19日周一 上午10:14写道："),
        ("Chinese, Apple", "> 在 2021年7月19日，上午10:14，Ada Example <ada@example.net> 写道："),
        ("Chinese, NetEase", "在 2021-07-19 10:14:51，\"Ada Example\" <ada@example.net> 写道："),
        ("Chinese, traditional", "Ada Example <ada@example.net> 於 2021年7月19日 週一 上午10:14寫道："),
        ("Japanese, Gmail", "2021年7月19日(月) 10:14 Ada Example <ada@example.net>:"),
        ("Japanese, Apple", "> 2021/07/19 10:14、Ada Example <ada@example.net>のメール:"),
        ("Japanese, Thunderbird", "On 2021/07/19 10:14, Ada Example wrote:"),
        ("Korean, Gmail", "2021년 7월 19일 (월) 오전 10:14, Ada Example <ada@example.net>님이 작성:"),
        ("Korean, Apple", "> 2021. 7. 19. 오전 10:14, Ada Example <ada@example.net> 작성:"),
        ("Swedish, Gmail", "Den mån 19 juli 2021 kl 10:14 skrev Ada Example <ada@example.net>:"),
        ("Danish, Apple", "> Den 19. jul. 2021 kl. 10.14 skrev Ada Example <ada@example.net>:"),
        ("Norwegian", "man. 19. jul. 2021 kl. 10:14 skrev Ada Example <ada@example.net>:"),
        ("Finnish", "ma 19. heinäk. 2021 klo 10.14 Ada Example (ada@example.net) kirjoitti:"),
        ("Czech", "po 19. 7. 2021 v 10:14 odesílatel Ada Example <ada@example.net> napsal:"),
        ("Slovak", "po 19. 7. 2021 o 10:14 Ada Example <ada@example.net> napísal(a):"),
        ("Hungarian", "Ada Example <ada@example.net> ezt írta (időpont: 2021. júl. 19., H, 10:14):"),
        ("Romanian", "În lun., 19 iul. 2021 la 10:14, Ada Example <ada@example.net> a scris:"),
        ("Greek", "Στις Δευ 19 Ιουλ 2021 στις 10:14 π.μ., ο/η Ada Example <ada@example.net> έγραψε:"),
        ("Hebrew", "\u200eבתאריך יום ב׳, 19 ביולי 2021 ב-10:14 מאת Ada Example <\u202aada@example.net\u202c>:"),
        ("Arabic", "في الاثنين، 19 يوليو 2021 في 10:14 ص تمت كتابة ما يلي بواسطة Ada Example <ada@example.net>:"),
        ("Vietnamese", "Vào Th 2, 19 thg 7, 2021 lúc 10:14 Ada Example <ada@example.net> đã viết:"),
        ("Indonesian", "Pada tanggal Sen, 19 Jul 2021 pukul 10.14 Ada Example <ada@example.net> menulis:"),
        ("Catalan", "Missatge de Ada Example <ada@example.net> del dia dl., 19 de jul. 2021 a les 10:14:"),
        ("Croatian", "pon, 19. srp 2021. u 10:14 Ada Example <ada@example.net> napisao je:"),
        ("Serbian", "пон, 19. јул 2021. у 10:14 Ada Example <ada@example.net> је написао/ла:"),
        ("Bulgarian", "На пн, 19.07.2021 г. в 10:14 Ada Example <ada@example.net> написа:"),
        ("Estonian", "Kontakt Ada Example (<ada@example.net>) kirjutas kuupäeval E, 19. juuli 2021 kell 10:14:"),
        ("Lithuanian", "2021-07-19, pr, 10:14 Ada Example <ada@example.net> rašė:"),
        ("Latvian", "pirmd., 2021. g. 19. jūl., plkst. 10:14 — lietotājs Ada Example (<ada@example.net>) rakstīja:"),
        ("Thai", "ในวันที่ จ. 19 ก.ค. 2021 เวลา 10:14 Ada Example <ada@example.net> เขียนว่า:"),
):
    history(name, line)
    if line.startswith("> Message"):  # quoted whole, so it needs nothing below
        continue
    if any(c.isdigit() for c in line) and "schrieb am" not in line:  # these need the quote as evidence
        history(name + ", without quote marks", line[2:] if line.startswith("> ") else line, BARE)

# Header blocks.

for name, block in (
        ("English", "From: Ada Example <ada@example.net>\nSent: Monday, July 19, 2021 10:14 AM\nTo: Bob <bob@example.com>\nCc: Eve <eve@example.com>\nSubject: Your story"),
        ("English, in stars", "*From:* Ada Example [mailto:ada@example.net]\n*Sent:* Monday, July 19, 2021 10:14 AM\n*To:* Bob\n*Subject:* Your story"),
        ("English, wide lists", "From: Ada Example <ada@example.net>\nDate: Monday, 19 July 2021 at 10:14\nTo: Bob <bob@example.com>, Eve <eve@example.com>,\n Carl <carl@example.com>\nSubject: Your story"),
        ("English, below a rule", "________________________________\nFrom: Ada Example <ada@example.net>\nSent: Monday, July 19, 2021 10:14:51 AM\nTo: Bob\nSubject: Your story"),
        ("English, below dashes", "-----Original Message-----\nFrom: Ada Example [mailto:ada@example.net] \nSent: Monday, July 19, 2021 10:14 AM\nTo: Bob\nSubject: Your story"),
        ("German", "Von: Ada Example <ada@example.net>\nGesendet: Montag, 19. Juli 2021 10:14\nAn: Bob <bob@example.com>\nBetreff: Your story"),
        ("German, below dashes", "-----Ursprüngliche Nachricht-----\nVon: Ada Example [mailto:ada@example.net] \nGesendet: Montag, 19. Juli 2021 10:14\nAn: Bob\nBetreff: Your story"),
        ("French", "De : Ada Example <ada@example.net>\nEnvoyé : lundi 19 juillet 2021 10:14\nÀ : Bob <bob@example.com>\nObjet : Your story"),
        ("French, another day", "De : Ada Example [mailto:ada@example.net] \nEnvoyé : lundi 19 juillet 2021 10:14\nÀ : 'Bob'\nCc : Eve\nObjet : Your story"),
        ("French, Apple", "De: Ada Example <ada@example.net>\nDate: 19 juillet 2021 10:14:51 UTC+2\nÀ: bob@example.com\nObjet: Your story"),
        ("Spanish", "De: Ada Example <ada@example.net>\nEnviado el: lunes, 19 de julio de 2021 10:14\nPara: Bob\nAsunto: Your story"),
        ("Portuguese", "De: Ada Example <ada@example.net>\nEnviado: segunda-feira, 19 de julho de 2021 10:14\nPara: Bob\nAssunto: Your story"),
        ("Italian", "Da: Ada Example <ada@example.net>\nInviato: lunedì 19 luglio 2021 10:14\nA: Bob\nOggetto: Your story"),
        ("Dutch", "Van: Ada Example <ada@example.net>\nVerzonden: maandag 19 juli 2021 10:14\nAan: Bob\nOnderwerp: Your story"),
        ("Polish", "Od: Ada Example <ada@example.net>\nWysłano: poniedziałek, 19 lipca 2021 10:14\nDo: Bob\nTemat: Your story"),
        ("Russian", "От: Ada Example <ada@example.net>\nОтправлено: 19 июля 2021 г. 10:14\nКому: Bob\nТема: Your story"),
        ("Turkish", "Kimden: Ada Example <ada@example.net>\nGönderildi: 19 Temmuz 2021 Pazartesi 10:14\nKime: Bob\nKonu: Your story"),
        ("Chinese", "发件人: Ada Example <ada@example.net>\n发送时间: 2021年7月19日 10:14\n收件人: Bob\n主题: Your story"),
        ("Chinese, traditional", "寄件者: Ada Example <ada@example.net>\n寄件日期: 2021年7月19日 上午 10:14\n收件者: Bob\n主旨: Your story"),
        ("Japanese", "差出人: Ada Example <ada@example.net>\n送信日時: 2021年7月19日 10:14\n宛先: Bob\n件名: Your story"),
        ("Korean", "보낸 사람: Ada Example <ada@example.net>\n보낸 날짜: 2021년 7월 19일 월요일 오전 10:14\n받는 사람: Bob\n제목: Your story"),
        ("Swedish", "Från: Ada Example <ada@example.net>\nSkickat: den 19 juli 2021 10:14\nTill: Bob\nÄmne: Your story"),
        ("Danish", "Fra: Ada Example <ada@example.net>\nSendt: 19. juli 2021 10:14\nTil: Bob\nEmne: Your story"),
        ("Finnish", "Lähettäjä: Ada Example <ada@example.net>\nLähetetty: maanantai 19. heinäkuuta 2021 10:14\nVastaanottaja: Bob\nAihe: Your story"),
        ("Czech", "Od: Ada Example <ada@example.net>\nOdesláno: pondělí 19. července 2021 10:14\nKomu: Bob\nPředmět: Your story"),
        ("Hungarian", "Feladó: Ada Example <ada@example.net>\nElküldve: 2021. július 19., hétfő 10:14\nCímzett: Bob\nTárgy: Your story"),
        ("Romanian", "De la: Ada Example <ada@example.net>\nTrimis: luni, 19 iulie 2021 10:14\nCătre: Bob\nSubiect: Your story"),
        ("Greek", "Από: Ada Example <ada@example.net>\nΣτάλθηκε: Δευτέρα, 19 Ιουλίου 2021 10:14\nΠρος: Bob\nΘέμα: Your story"),
        ("Hebrew", "מאת: Ada Example <ada@example.net>\nנשלח: יום שני 19 יולי 2021 10:14\nאל: Bob\nנושא: Your story"),
        ("Arabic", "من: Ada Example <ada@example.net>\nتاريخ الإرسال: 19 يوليو 2021 10:14\nإلى: Bob\nالموضوع: Your story"),
):
    history("a header block, " + name, block, BARE)

# Footers of phones and programs.

for line in ("Sent from my iPhone", "Sent from my iPad", "Sent from my Samsung Galaxy smartphone.", "Sent from my Verizon Wireless BlackBerry", "Sent from Yahoo Mail on Android", "Sent from Mail for Windows", "Sent from Outlook for iOS", "Get Outlook for Android",
             "Sent from ProtonMail mobile", "Sent with Proton Mail secure email.", "Sent via BlackBerry from T-Mobile", "Von meinem iPhone gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet von meinem iPad", "Gesendet von Mail für Windows",
             "Gesendet mit der GMX Mail App", "Envoyé de mon iPhone", "Envoyé depuis mon iPad", "Envoyé de mon smartphone Samsung Galaxy.", "Envoyé à partir de Outlook pour Android", "Enviado desde mi iPhone", "Enviado desde mi Samsung", "Enviado desde Yahoo Mail para Android", "Enviado do meu iPhone", "Enviado do meu smartphone Samsung Galaxy.",
             "Inviato da iPhone", "Inviato dal mio dispositivo Samsung", "Inviato da Outlook per Android", "Verstuurd vanaf mijn iPhone", "Verzonden vanaf mijn Galaxy", "Verzonden met Outlook voor iOS", "Wysłane z iPhone'a", "Wysłano z iPada", "Wysłane z mojego telefonu Samsung", "Отправлено с iPhone", "Отправлено из мобильной Почты", "Отправлено с моего Galaxy",
             "iPhone'umdan gönderildi", "Samsung cihazımdan gönderildi", "发自我的 iPhone", "发自我的华为手机", "從我的 iPhone 傳送", "傳送自我的 iPad", "iPhoneから送信", "iPadから送信", "나의 iPhone에서 보냄", "내 Galaxy에서 보냄", "Skickat från min iPhone", "Sendt fra min iPhone", "Lähetetty iPhonesta", "Odesláno z iPhonu", "Trimis de pe iPhone-ul meu", "Надіслано з iPhone", "Στάλθηκε από το iPhone μου"):
    answer("a footer: " + line, WORDS + "\n\n" + line + "\n")
    answer("a footer above history: " + line, WORDS + "\n\n" + line + "\n\nOn Mon, Jul 19, 2021 at 10:14 AM Ada Example <ada@example.net> wrote:\n" + QUOTE)

# Pages.

page("Gmail's page", '<div dir="ltr">Yes, I will come.<div><br></div><div>Can I bring a friend?</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jul 19, 2021 at 10:14 AM Ada &lt;<a href="mailto:ada@example.net">ada@example.net</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0">Will you come?</blockquote></div>')
page("Yahoo's page", '<html><body><div class="ydp1">Yes, I will come.<br><br>Can I bring a friend?</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, July 19, 2021, 10:14:51 AM GMT+2, Ada &lt;ada@example.net&gt; wrote: </div><div>Will you come?</div></div></body></html>')
page("Outlook's page", '<html><body><p class=MsoNormal>Yes, I will come.</p><p class=MsoNormal>Can I bring a friend?</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>From:</b> Ada &lt;ada@example.net&gt;<br><b>Sent:</b> Monday, July 19, 2021 10:14 AM<br><b>To:</b> Bob<br><b>Subject:</b> Your story</p></div><p>Will you come?</p></body></html>')
page("a phone's page of Outlook", '<html><body><div>Yes, I will come.</div><div><br></div><div>Can I bring a friend?</div><div><br></div><div id="ms-outlook-mobile-signature">Get <a href="https://example.com/o">Outlook for iOS</a></div><hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Ada &lt;ada@example.net&gt;<br><b>Sent:</b> Monday, July 19, 2021 10:14:51 AM<br><b>To:</b> Bob &lt;bob@example.com&gt;<br><b>Subject:</b> Your story</div><div>Will you come?</div></body></html>')
page("Apple's page", '<html><body>Yes, I will come.<div><br></div><div>Can I bring a friend?<br><div><br><blockquote type="cite"><div>On 19 Jul 2021, at 10:14, Ada &lt;<a href="mailto:ada@example.net">ada@example.net</a>&gt; wrote:</div><br><div>Will you come?</div></blockquote></div></div></body></html>')
page("Thunderbird's page", '<html><body><p>Yes, I will come.</p><p>Can I bring a friend?</p><div class="moz-cite-prefix">On 19/07/2021 10:14, Ada wrote:<br></div><blockquote type="cite" cite="mid:x@example.org"><p>Will you come?</p></blockquote><br></body></html>')
page("a page of Proton", '<div>Yes, I will come.<br></div><div><br></div><div>Can I bring a friend?<br></div><div class="protonmail_quote">------- Original Message -------<br>On Monday, July 19th, 2021 at 10:14 AM, Ada &lt;ada@example.net&gt; wrote:<br><br><blockquote class="protonmail_quote" type="cite">Will you come?</blockquote></div>')
page("Zimbra's page", '<html><body><div>Yes, I will come.</div><div><br></div><div>Can I bring a friend?</div><hr id="zwchr"><div><b>From: </b>"Ada" &lt;ada@example.net&gt;<br><b>To: </b>"Bob" &lt;bob@example.com&gt;<br><b>Sent: </b>Monday, July 19, 2021 10:14:51 AM<br><b>Subject: </b>Your story<br></div><div>Will you come?</div></body></html>')
page("a page of QQ", '<div>Yes, I will come.</div><div>Can I bring a friend?</div><div style="font-size:12px">------------------ 原始邮件 ------------------</div><div style="font-size:12px"><div><b>发件人:</b> "Ada"&lt;ada@example.net&gt;;</div><div><b>发送时间:</b> 2021年7月19日(星期一) 上午10:14</div><div><b>收件人:</b> "Bob"&lt;bob@example.com&gt;;</div><div><b>主题:</b> Your story</div></div><div>Will you come?</div>')

# Nothing that the person wrote is lost.

for name, text in (
        ("answers between quotes", "> Will you come?\n\nYes, I will come.\n\n> With whom?\n\nCan I bring a friend?"),
        ("an answer below the quote", "On Mon, Jul 19, 2021 at 10:14 AM Ada <ada@example.net> wrote:\n> Will you come?\n\nYes, I will come."),
        ("words above and below", "Hello Ada,\n\n> Will you come?\n\nYes.\n\nBob"),
        ("a sentence about writing", "On Monday at 10:14 I wrote:\nI will come.\nAnd I will."),
        ("a list with a colon", "To bring:\n- bread\n- a friend\n\nFrom where: the shop"),
        ("two fields", "From: the very first day\nTo: the last\n\nI was there."),
        ("a rule of dashes in a story", "Part one.\n\n----------\n\nPart two."),
        ("two dashes in the middle of a long story", "Part one.\n\n--\n\n" + "\n".join("Line %d." % n for n in range(30))),
        ("a sentence that says sent from", "Sent from my desk I walked to the lab, and there it was."),
        ("a colon after a date", "Programme of 19 July 2021, 10:14:\n\nWe met, and it was good."),
        # PROVES ST-13
        ("a disclaimer without a delimiter", "Yes, I will come.\n\nThis e-mail is confidential and intended for its addressee only. If it reached you\nby mistake, delete it. Registered in Example, number 12345."),
        ("a date, a time and an address before a list", "Call ada@example.net on 19 July 2021 at 10:14:\n\nShe knows the way."),
        ("a letter quoted without marks", "She wrote to me:\n\nCome at once.\n\nSo I came."),
):
    answer(name, text, text)

check(rows, lambda answer: " ".join(answer["reply"].split()))
