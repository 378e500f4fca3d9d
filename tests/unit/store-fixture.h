#ifndef UNIT_STORE_FIXTURE_H
#define UNIT_STORE_FIXTURE_H

/* A store in a folder of its own for each test, and short ways to make records for it. */

#include "base/error.h"
#include "store/store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char *top, *data;
	struct store *store;
};

#define ok(expression)                         \
	do {                                   \
		GError *error = NULL;          \
		bool succeeded = (expression); \
		g_assert_no_error(error);      \
		g_assert_true(succeeded);      \
	} while (0)

static inline void remove_tree(const char *path)
{
	GDir *folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (g_file_test(inner, G_FILE_TEST_IS_DIR) &&
		    !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
			remove_tree(inner);
		else
			g_unlink(inner);
	}
	if (folder != NULL)
		g_dir_close(folder);
	g_rmdir(path);
}

static inline void reopen(struct fixture *f)
{
	g_clear_pointer(&f->store, store_free);
	ok((f->store = store_open(f->data, STORE_WRITE, &error)) != NULL &&
	    store_prepare(f->store, &error));
}

static inline void folder_set_up(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->top = g_dir_make_tmp("callbox-store-XXXXXX", NULL);
	f->data = g_build_filename(f->top, "spool", NULL);
}

static inline void set_up(struct fixture *f, gconstpointer unused)
{
	folder_set_up(f, unused);
	reopen(f);
}

static inline void tear_down(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	g_clear_pointer(&f->store, store_free);
	remove_tree(f->top);
	g_free(f->data);
	g_free(f->top);
}

static inline char *in_spool(const struct fixture *f, const char *name)
{
	return g_build_filename(f->data, name, NULL);
}

static inline bool exists(const struct fixture *f, const char *name)
{
	g_autofree char *path = in_spool(f, name);

	return access(path, F_OK) == 0;
}

/* A mail over IMAP whose bytes are WORDS; its key is of the bytes. */
static inline struct raw *imap_raw(const char *words, const char *origin)
{
	struct raw *raw = g_new0(struct raw, 1);

	raw->bytes = g_bytes_new(words, strlen(words));
	raw->key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, words, -1);
	raw->message_id = g_strdup("same@example.org");
	raw->door = g_strdup("imap");
	raw->inbox = g_strdup("main");
	raw->origin = g_strdup(origin);
	raw->internaldate = 1000;
	raw->first_seen = 2000;
	return raw;
}

/* Stores such a mail and returns its id. */
static inline int64_t add_mail(struct fixture *f, const char *words, const char *origin)
{
	AUTO(raw) *raw = imap_raw(words, origin);
	bool is_new;

	ok(store_add_raw(f->store, raw, &is_new, &error));
	return raw->id;
}

static inline void fill_revision(
    struct revision *r, int64_t mail, const char *title, enum verdict verdict, int64_t received)
{
	*r = (struct revision){
	    .mail = mail,
	    .title = g_strdup(title),
	    .text = g_strdup("Once upon a time"),
	    .received = received,
	    .rule = ARRIVAL_TRUSTED,
	    .arrival_by = g_strdup("mx1.example.org"),
	    .offset_known = true,
	    .offset = -7200,
	    .verdict = verdict,
	    .margin = 5,
	    .readable = READ_EMPTY,
	    .attachments = g_strdup(""),
	};
}

/* A story of CALL by ADDRESS with one revision, made of MAIL. */
static inline struct story *add_story(
    struct fixture *f, const char *call, const char *token, const char *address, int64_t mail)
{
	struct story *s = g_new0(struct story, 1);

	s->call = g_strdup(call);
	s->token = g_strdup(token);
	s->address = g_strdup(address);
	s->name = g_strdup("Ada");
	s->call_address = g_strdup("stories@example.org");
	s->created = 1000;
	fill_revision(&s->record, mail, "First", VERDICT_ON_TIME, 1000);
	ok(store_add_story(f->store, s, &error));
	return s;
}

static inline struct outgoing *new_letter(const char *to, const char *message_id, int64_t cause)
{
	struct outgoing *l = g_new0(struct outgoing, 1);

	l->call = g_strdup("open-collab");
	l->what = g_strdup("receipt");
	l->to = g_strdup(to);
	l->from = g_strdup("bounces@example.org");
	l->message_id = g_strdup(message_id);
	l->subject = g_strdup("Re: A story");
	l->cause = cause;
	l->created = l->due = 100;
	l->bytes = g_bytes_new_static("Subject: hi\r\n\r\nhi\r\n", 19);
	return l;
}

#endif
