/* Reads each file named and does nothing but construct a GMime message of it: the floor under
 * "callbox explain" of the same files. */
#include <gmime/gmime.h>

static void parse(const char *file)
{
	g_autofree char *bytes = NULL;
	gsize length;

	if (!g_file_get_contents(file, &bytes, &length, NULL))
		return;
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_clear_object(&message);
	g_object_unref(parser);
	g_object_unref(stream);
}

int main(int argc, char **argv)
{
	g_mime_init();
	for (int i = 1; i < argc; i++)
		parse(argv[i]);
	return 0;
}
