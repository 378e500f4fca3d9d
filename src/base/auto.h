#ifndef BASE_AUTO_H
#define BASE_AUTO_H

#include <glib.h>

/*
 * g_autoptr for structs without a typedef (house rule 1). In the header of
 * struct story: "DEFINE_AUTO(story)", which needs story_free(); in a body:
 * "AUTO(story) *story = NULL;". Arrays and GLib's own types use g_autoptr.
 */
#define DEFINE_AUTO(tag)                                    \
	static inline void tag##_auto(struct tag **pointer) \
	{                                                   \
		g_clear_pointer(pointer, tag##_free);       \
	}
#define AUTO(tag) __attribute__((cleanup(tag##_auto), unused)) struct tag

#endif
