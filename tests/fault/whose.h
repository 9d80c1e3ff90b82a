#ifndef FAULT_WHOSE_H
#define FAULT_WHOSE_H

/*
 * On whose behalf a function is called: the program's (and of libraries that
 * report a failure to it), or that of a library which cannot cope. What libc
 * calls (strdup, qsort, pthread_create) is for who called libc.
 */

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WHOSE_MAX_OBJECTS 64
#define WHOSE_MAX_FRAMES 32
#define WHOSE_PLACE_SIZE 300

enum whose { OURS, FOREIGN, LIBC, LOADER, SHIM };

static const struct {
	const char *prefix;
	enum whose whose;
} whose_names[] = {
    {"libjq", FOREIGN}, /* 1.6 aborts when memory runs out */
    {"libonig", FOREIGN},
    {"libopenblas", FOREIGN}, /* goes on without what it did not get */
    {"libgfortran", FOREIGN},
    {"libgomp", FOREIGN},
    {"libgcc_s", FOREIGN},
    /* A request that fails for want of memory is made again, or without what
     * it lacked; the program's own part in it is what is tested. */
    {"libcurl", FOREIGN},
    {"libnghttp2", FOREIGN},
    {"libssl", FOREIGN},
    {"libcrypto", FOREIGN},
    {"libgnutls", FOREIGN},
    {"libc.so", LIBC},
    {"libpthread.so", LIBC},
    {"ld-linux", LOADER},
    {"shim.so", SHIM},
};

static struct whose_object {
	uintptr_t start, end;
	enum whose whose;
	char name[64];
} whose_objects[WHOSE_MAX_OBJECTS];
static size_t n_whose_objects;

static enum whose
whose_name(const char *name)
{
	for (size_t i = 0; i < sizeof(whose_names) / sizeof(whose_names[0]);
	     i++)
		if (strncmp(name, whose_names[i].prefix,
			strlen(whose_names[i].prefix)) == 0)
			return whose_names[i].whose;
	return OURS;
}

static int
whose_add(struct dl_phdr_info *info, size_t size, void *arg)
{
	const char *slash = strrchr(info->dlpi_name, '/');
	const char *name = slash == NULL ? info->dlpi_name : slash + 1;

	(void)size;
	(void)arg;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		struct whose_object *object = &whose_objects[n_whose_objects];

		if (segment->p_type != PT_LOAD ||
		    (segment->p_flags & PF_X) == 0 ||
		    n_whose_objects == WHOSE_MAX_OBJECTS)
			continue;
		object->start = info->dlpi_addr + segment->p_vaddr;
		object->end = object->start + segment->p_memsz;
		object->whose = whose_name(name);
		(void)snprintf(object->name, sizeof(object->name), "%s",
		    *name == '\0' ? program_invocation_short_name : name);
		n_whose_objects++;
	}
	return 0;
}

/* Learn what is loaded now, and have backtrace() load what it needs. */
static void
whose_start(void)
{
	void *frame;

	(void)backtrace(&frame, 1);
	(void)dl_iterate_phdr(whose_add, NULL);
}

/* An object that was loaded late is not the program's. */
static const struct whose_object *
whose_object_at(const void *address)
{
	static const struct whose_object late = {0, 0, FOREIGN, "(late)"};
	uintptr_t at = (uintptr_t)address;

	for (size_t i = 0; i < n_whose_objects; i++)
		if (at >= whose_objects[i].start && at < whose_objects[i].end)
			return &whose_objects[i];
	return &late;
}

static bool
whose_through(const void *address)
{
	enum whose whose = whose_object_at(address)->whose;

	return whose == LIBC || whose == LOADER || whose == SHIM;
}

/* Who called, seen through libc and the loader; NULL: not ours. */
static const void *
whose_owner(const void *caller)
{
	void *frames[WHOSE_MAX_FRAMES];
	int n = 0;

	if (whose_through(caller))
		n = backtrace(frames, WHOSE_MAX_FRAMES);
	for (int i = 0; i < n && whose_through(caller); i++)
		caller = frames[i];
	return whose_object_at(caller)->whose == OURS ? caller : NULL;
}

/* "lmob-redact+0x1234", or "libc.so.6:qsort_r" for a function of libc. */
static void
whose_place(const void *address, char out[WHOSE_PLACE_SIZE])
{
	const struct whose_object *object = whose_object_at(address);
	Dl_info info;

	if (dladdr(address, &info) == 0)
		(void)snprintf(out, WHOSE_PLACE_SIZE, "%s", object->name);
	else if (object->whose == LIBC && info.dli_sname != NULL)
		(void)snprintf(out, WHOSE_PLACE_SIZE, "%s:%s", object->name,
		    info.dli_sname);
	else
		(void)snprintf(out, WHOSE_PLACE_SIZE, "%s+0x%zx", object->name,
		    (size_t)((uintptr_t)address - (uintptr_t)info.dli_fbase));
}

#endif
