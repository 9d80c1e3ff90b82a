/*
 * Preloaded into a program, makes its Nth call of one kind fail. glibc only.
 *
 *   LMOB_FAULT=KIND:N[:HOW]    KIND is a row of kinds[] below. HOW: an error's
 *       name (default: the row's), "short" (read and write: one byte) or "kill"
 *       (the process dies of SIGKILL instead of making the call). N 0: none.
 *   LMOB_FAULT_REPORT=FILE     gets a line "KIND N RENAMED WHERE" when the call
 *       was reached, RENAMED being how many renames were made before, and a
 *       line "leak ..." for the first block of memory, and for each descriptor,
 *       that the program still held when main returned.
 *
 * Counted are calls made while main runs, in a program whose name begins with
 * "lmob-", on behalf of the program or of a library that reports a failure to
 * it: not those from inside libjq or OpenBLAS, which cannot cope (whose.h), nor
 * those of a look-up of a user's name.
 * Writes to standard error are not counted: nobody could be told of a failure.
 * A program that hangs dies of SIGALRM after LMOB_FAULT_HANG_S (60) seconds.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE 1

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "whose.h"

#define EXPORT __attribute__((visibility("default"), noinline))
#define CALLER __builtin_return_address(0)
#define HANG_S 60
#define MAX_FD 64
#define PLACE_SIZE WHOSE_PLACE_SIZE

/* The rest of this file is state: a preloaded shim has no other place. */

enum kind {
	READ,
	WRITE,
	MALLOC,
	FSYNC,
	RENAME,
	OPEN,
	CLOSE,
	FTRUNCATE,
	FLOCK,
	FCHMOD,
	PIPE,
	THREAD,
	N_KINDS
};

static const struct {
	const char *name;
	int error; /* the default */
} kinds[N_KINDS] = {
    [READ] = {"read", EIO},
    [WRITE] = {"write", ENOSPC},
    [MALLOC] = {"malloc", ENOMEM}, /* calloc, realloc and the like too */
    [FSYNC] = {"fsync", EIO},
    [RENAME] = {"rename", EACCES},
    [OPEN] = {"open", EMFILE},
    [CLOSE] = {"close", EIO},
    [FTRUNCATE] = {"ftruncate", EIO},
    [FLOCK] = {"flock", ENOLCK},
    [FCHMOD] = {"fchmod", EPERM},
    [PIPE] = {"pipe", EMFILE},
    [THREAD] = {"thread", EAGAIN},
};

static struct {
	enum kind kind;
	long n; /* 0: none */
	int error;
	bool shortens;
	bool kills;
} plan;

static atomic_bool armed;
static _Thread_local bool
    looking_up; /* a user, by whatever modules there are */
static atomic_long n_calls;
static atomic_int n_renamed;
static bool open_before[MAX_FD];

static void report(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Who called, while main runs; NULL: not ours. */
static const void *
owner(const void *caller)
{
	return atomic_load(&armed) && !looking_up ? whose_owner(caller) : NULL;
}

/* ---- saying what happened: no malloc, no call that is counted ------------- */

static void
report(const char *format, ...)
{
	const char *path = getenv("LMOB_FAULT_REPORT");
	char line[2 * PLACE_SIZE];
	va_list args;
	long fd;

	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (path == NULL)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	(void)syscall(SYS_write, fd, line, strlen(line));
	(void)syscall(SYS_close, fd);
}

static void
place_of_fd(int fd, char out[PLACE_SIZE])
{
	char path[40];
	long n;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = syscall(SYS_readlinkat, AT_FDCWD, path, out, PLACE_SIZE - 1);
	out[n < 0 ? 0 : n] = '\0';
}

/* Whether this call is the one to fail; where NULL: say who called. */
static bool
strikes(enum kind kind, const void *caller, const char *where)
{
	char from[PLACE_SIZE];

	if (plan.n == 0 || plan.kind != kind || owner(caller) == NULL ||
	    atomic_fetch_add(&n_calls, 1) + 1 != plan.n)
		return false;
	if (where == NULL)
		whose_place(caller, from);
	report("%s %ld %d %s\n", kinds[kind].name, plan.n,
	    atomic_load(&n_renamed), where == NULL ? from : where);
	if (plan.kills)
		(void)syscall(SYS_kill, getpid(), SIGKILL);
	errno = plan.error;
	return true;
}

static bool
strikes_fd(enum kind kind, const void *caller, int fd)
{
	char where[PLACE_SIZE];

	if (plan.kind != kind)
		return false;
	place_of_fd(fd, where);
	return strikes(kind, caller, where);
}

/* ---- memory that the program holds ----------------------------------------- */

/* What the loader keeps for a thread is not the program's to free. */
static void
keep(void *block, size_t size, const void *caller)
{
	const void *by = owner(caller);

	if (block != NULL && by != NULL &&
	    whose_object_at(caller)->whose != LOADER)
		live_add(block, size, by);
}

static void
forget(const void *block)
{
	if (block != NULL && atomic_load(&armed))
		live_remove(block);
}

static void
report_leaks(void)
{
	char from[PLACE_SIZE];

	for (size_t i = 0; n_live > 0 && i < LIVE_MAX; i++) {
		if (live[i].block == NULL)
			continue;
		whose_place(live[i].caller, from);
		report("leak %zu blocks, one of %zu bytes from %s\n", n_live,
		    live[i].size, from);
		break;
	}
	for (int fd = 3; fd < MAX_FD; fd++) {
		if (open_before[fd] || syscall(SYS_fcntl, fd, F_GETFD) == -1)
			continue;
		place_of_fd(fd, from);
		report("leak descriptor %d, %s\n", fd, from);
	}
}

/* ---- main ------------------------------------------------------------------ */

static int
error_named(const char *name)
{
	static const int errors[] = {EIO, ENOSPC, ENOMEM, EINTR, EACCES, EMFILE,
	    EPERM, EDQUOT, EROFS, ENOLCK, EAGAIN, EINVAL};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(strerrorname_np(errors[i]), name) == 0)
			return errors[i];
	return 0;
}

/* A plan that is not understood must not look like one without a fault. */
static void
read_plan(const char *text)
{
	char name[16] = "", how[16] = "";
	size_t kind = 0;

	if (sscanf(text, "%15[a-z]:%ld:%15s", name, &plan.n, how) < 2)
		_exit(98);
	while (kind < N_KINDS && strcmp(kinds[kind].name, name) != 0)
		kind++;
	if (kind == N_KINDS)
		_exit(98);
	plan.kind = (enum kind)kind;
	plan.shortens = strcmp(how, "short") == 0;
	plan.kills = strcmp(how, "kill") == 0;
	plan.error = how[0] == '\0' ? kinds[kind].error : error_named(how);
	if (plan.error == 0 && !plan.shortens && !plan.kills)
		_exit(98);
}

typedef int main_fn(int, char **, char **);

static main_fn *real_main;

static int
shim_main(int argc, char **argv, char **envp)
{
	const char *text = getenv("LMOB_FAULT");
	const char *hang_s = getenv("LMOB_FAULT_HANG_S");
	int status;

	if (text == NULL ||
	    strncmp(program_invocation_short_name, "lmob-", 5) != 0)
		return real_main(argc, argv, envp);
	read_plan(text);
	whose_start();
	for (int fd = 3; fd < MAX_FD; fd++)
		open_before[fd] = syscall(SYS_fcntl, fd, F_GETFD) != -1;
	(void)alarm(hang_s == NULL ? HANG_S : (unsigned)atoi(hang_s));
	atomic_store(&armed, true);
	status = real_main(argc, argv, envp);
	atomic_store(&armed, false);
	report_leaks();
	return status;
}

/* ---- the functions ---------------------------------------------------------- */

typedef void any_fn(void);

/* The real function, which stands after this shim in the search order. */
static any_fn *
next_of(any_fn *_Atomic *slot, const char *name)
{
	any_fn *fn = atomic_load(slot);

	if (fn == NULL) {
		void *symbol = dlsym(RTLD_NEXT, name);

		if (symbol == NULL)
			_exit(97);
		memcpy(&fn, &symbol, sizeof(fn));
		atomic_store(slot, fn);
	}
	return fn;
}

#define SLOT(name) static any_fn *_Atomic slot_##name
#define NEXT(name) ((__typeof__(&name))next_of(&slot_##name, #name))

typedef int start_fn(main_fn *, int, char **, void (*)(void), void (*)(void),
    void (*)(void), void *);
start_fn __libc_start_main;

SLOT(__libc_start_main);
EXPORT int
__libc_start_main(main_fn *fn, int argc, char **argv, void (*init)(void),
    void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	real_main = fn;
	return NEXT(__libc_start_main)(shim_main, argc, argv, init, fini,
	    rtld_fini, stack_end);
}

SLOT(read);
EXPORT ssize_t
read(int fd, void *out, size_t len)
{
	if (strikes_fd(READ, CALLER, fd)) {
		if (!plan.shortens)
			return -1;
		len = len > 0;
	}
	return NEXT(read)(fd, out, len);
}

ssize_t __read_chk(int fd, void *out, size_t len, size_t room);

SLOT(__read_chk);
EXPORT ssize_t
__read_chk(int fd, void *out, size_t len, size_t room)
{
	if (strikes_fd(READ, CALLER, fd)) {
		if (!plan.shortens)
			return -1;
		len = len > 0;
	}
	return NEXT(__read_chk)(fd, out, len, room);
}

SLOT(write);
EXPORT ssize_t
write(int fd, const void *bytes, size_t len)
{
	if (fd != STDERR_FILENO && strikes_fd(WRITE, CALLER, fd)) {
		if (!plan.shortens)
			return -1;
		len = len > 0;
	}
	return NEXT(write)(fd, bytes, len);
}

SLOT(fsync);
EXPORT int
fsync(int fd)
{
	return strikes_fd(FSYNC, CALLER, fd) ? -1 : NEXT(fsync)(fd);
}

SLOT(rename);
EXPORT int
rename(const char *from, const char *to)
{
	int status = strikes(RENAME, CALLER, to) ? -1 : NEXT(rename)(from, to);

	if (status == 0)
		atomic_fetch_add(&n_renamed, 1);
	return status;
}

SLOT(open);
EXPORT int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return strikes(OPEN, CALLER, path) ? -1 : NEXT(open)(path, flags, mode);
}

int __open_2(const char *path, int flags);

SLOT(__open_2);
EXPORT int
__open_2(const char *path, int flags)
{
	return strikes(OPEN, CALLER, path) ? -1 : NEXT(__open_2)(path, flags);
}

/* A close that fails has closed all the same. */
SLOT(close);
EXPORT int
close(int fd)
{
	bool fails = strikes_fd(CLOSE, CALLER, fd);
	int status = NEXT(close)(fd);

	if (!fails)
		return status;
	errno = plan.error;
	return -1;
}

SLOT(ftruncate);
EXPORT int
ftruncate(int fd, off_t len)
{
	return strikes_fd(FTRUNCATE, CALLER, fd) ? -1
						 : NEXT(ftruncate)(fd, len);
}

SLOT(flock);
EXPORT int
flock(int fd, int operation)
{
	return strikes_fd(FLOCK, CALLER, fd) ? -1 : NEXT(flock)(fd, operation);
}

/* What libc loads for it stays, and what it lacks it does without. */
SLOT(getpwuid_r);
EXPORT int
getpwuid_r(uid_t uid, struct passwd *user, char *text, size_t size,
    struct passwd **found)
{
	int error;

	looking_up = true;
	error = NEXT(getpwuid_r)(uid, user, text, size, found);
	looking_up = false;
	return error;
}

SLOT(fchmod);
EXPORT int
fchmod(int fd, mode_t mode)
{
	return strikes_fd(FCHMOD, CALLER, fd) ? -1 : NEXT(fchmod)(fd, mode);
}

SLOT(pipe);
EXPORT int
pipe(int ends[2])
{
	return strikes(PIPE, CALLER, NULL) ? -1 : NEXT(pipe)(ends);
}

SLOT(pthread_create);
EXPORT int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*start)(void *), void *arg)
{
	if (strikes(THREAD, CALLER, NULL))
		return plan.error;
	return NEXT(pthread_create)(thread, attributes, start, arg);
}

/* ---- memory ------------------------------------------------------------------ */

SLOT(malloc);
EXPORT void *
malloc(size_t size)
{
	void *block;

	if (strikes(MALLOC, CALLER, NULL))
		return NULL;
	block = NEXT(malloc)(size);
	keep(block, size, CALLER);
	return block;
}

SLOT(calloc);
EXPORT void *
calloc(size_t n, size_t size)
{
	void *block;

	if (strikes(MALLOC, CALLER, NULL))
		return NULL;
	block = NEXT(calloc)(n, size);
	keep(block, n * size, CALLER);
	return block;
}

SLOT(realloc);
EXPORT void *
realloc(void *old, size_t size)
{
	void *block;

	if (strikes(MALLOC, CALLER, NULL))
		return NULL;
	forget(old);
	block = NEXT(realloc)(old, size);
	keep(block, size, CALLER);
	return block;
}

SLOT(aligned_alloc);
EXPORT void *
aligned_alloc(size_t alignment, size_t size)
{
	void *block;

	if (strikes(MALLOC, CALLER, NULL))
		return NULL;
	block = NEXT(aligned_alloc)(alignment, size);
	keep(block, size, CALLER);
	return block;
}

SLOT(posix_memalign);
EXPORT int
posix_memalign(void **out, size_t alignment, size_t size)
{
	int status;

	if (strikes(MALLOC, CALLER, NULL))
		return plan.error;
	status = NEXT(posix_memalign)(out, alignment, size);
	if (status == 0)
		keep(*out, size, CALLER);
	return status;
}

SLOT(free);
EXPORT void
free(void *block)
{
	forget(block);
	NEXT(free)(block);
}
