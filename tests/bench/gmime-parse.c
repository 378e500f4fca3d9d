/* Reads each file named and does nothing but construct a GMime message of it, over the bytes as
 * they were read: the floor under "callbox explain" of the same files. Says how many mails and
 * parts there were; fails if one was no mail. */
#include <gmime/gmime.h>
#include <stdio.h>

static void count(GMimeObject *parent, GMimeObject *part, gpointer parts)
{
	++*(unsigned *)parts;
}

static gboolean parse(const char *file, unsigned *parts)
{
	char *bytes;
	gsize length;

	if (!g_file_get_contents(file, &bytes, &length, NULL))
		return FALSE;
	GByteArray *array = g_byte_array_new_take((guint8 *)bytes, length);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	gboolean parsed = message != NULL;
	if (parsed)
		g_mime_message_foreach(message, count, parts);
	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
	return parsed;
}

int main(int argc, char **argv)
{
	unsigned parts = 0;
	gboolean good = TRUE;

	g_mime_init();
	for (int i = 1; i < argc; i++)
		good &= parse(argv[i], &parts);
	printf("%d mails, %u parts\n", argc - 1, parts);
	return good ? 0 : 1;
}
