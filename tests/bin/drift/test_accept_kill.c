/* ptrace is Linux's; nothing else here is. */
#define _DEFAULT_SOURCE 1

#include "accepts.h"

#include <sys/types.h>
#include <sys/wait.h>

#include <signal.h>

#ifdef __linux__
#include <sys/ptrace.h>
#include <sys/syscall.h>
#endif

static const char *const old = "{\"id\":\"old\"}\n";
static const char *const old_queries = "{\"q\":\"old\"}\n";
static const char *const new = "{\"id\":\"new\"}\n{\"id\":\"more\"}\n";
static const char *const new_queries = "{\"q\":\"new\"}\n";

enum scenario { ACCEPT, ACCEPT_DOCUMENTS, BACK, N_SCENARIOS };

#ifdef PTRACE_GET_SYSCALL_INFO

/* A baseline, and for a way back the one before it. */
static void
start(struct place *place, enum scenario scenario)
{
	struct lm_err err = {0};

	place_make(place, "base.jsonl", "queries.jsonl");
	file_write(place->documents, lm_span_of(old));
	file_write(place->queries, lm_span_of(old_queries));
	if (scenario == BACK)
		CHECK_OK(accept_texts(place, new, new_queries, NULL, &err),
		    &err);
}

static enum lm_code
act(const struct place *place, enum scenario scenario)
{
	return scenario == BACK
	    ? roll_back(place, true, NULL, NULL)
	    : accept_texts(place, new, scenario == ACCEPT ? new_queries : NULL,
		  NULL, NULL);
}

/* Whether a process has just left a system call that changes what is on disk,
 * or what others see of it. */
static bool
has_changed(pid_t child, bool *is_change)
{
	static const uint64_t changes[] = {SYS_openat, SYS_write, SYS_fsync,
	    SYS_ftruncate, SYS_flock, SYS_fchmod, SYS_fchmodat,
#ifdef SYS_rename
	    SYS_open, SYS_chmod, SYS_rename, SYS_unlink,
#endif
	    SYS_renameat, SYS_renameat2, SYS_unlinkat};
	struct __ptrace_syscall_info info = {0};

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof(info),
		&info) <= 0)
		return false;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		return *is_change;
	*is_change = false;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY &&
		    info.entry.nr == changes[i])
			*is_change = true;
	return false;
}

/* In a process of its own, which stops at each system call. */
static pid_t
act_traced(const struct place *place, enum scenario scenario)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(9);
		(void)raise(SIGSTOP);
		_exit(act(place, scenario) == LM_OK ? 0 : 1);
	}
	return child;
}

/*
 * Do it in a process that is killed after the nth call that changes something.
 * False: it ended before, or cannot be traced (*traced).
 */
static bool
kill_after(const struct place *place, enum scenario scenario, size_t n,
    bool *traced)
{
	pid_t child = act_traced(place, scenario);
	bool is_change = false;
	int status = 0;

	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		if (has_changed(child, &is_change) && n-- == 0) {
			(void)kill(child, SIGKILL);
			(void)waitpid(child, &status, 0);
			return CHECK(WIFSIGNALED(status));
		}
		(void)ptrace(PTRACE_SETOPTIONS, child, NULL,
		    (void *)(intptr_t)PTRACE_O_TRACESYSGOOD);
		(void)ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	}
	*traced = WEXITSTATUS(status) != 9;
	CHECK(!*traced || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
	return false;
}

static bool
holds(const char *path, const char *text)
{
	struct lm_buf got = file_read(path);
	bool same = lm_span_equal(lm_buf_view(&got), lm_span_of(text));

	lm_buf_free(&got);
	return same;
}

/* A copy is whole where it is there, and there where it is needed. */
static void
check_copy(const char *path, const char *text, bool is_needed)
{
	char kept[FILES_PATH_SIZE + 64];

	kept_of(path, text, kept, sizeof(kept));
	if (file_exists(kept)) {
		file_check(kept, text);
		CHECK_EQ(file_mode(kept), 0600);
	} else
		CHECK(!is_needed);
}

/* What a kill leaves: each file wholly the old or the new one, in order. */
static void
check_left(const struct place *place, enum scenario scenario)
{
	bool is_new = holds(place->documents, new);
	bool is_new_queries = holds(place->queries, new_queries);

	CHECK(is_new || holds(place->documents, old));
	CHECK(is_new_queries || holds(place->queries, old_queries));
	if (scenario != BACK)
		CHECK(is_new || !is_new_queries);
	else
		CHECK(is_new_queries || !is_new);
	check_copy(place->documents, old, is_new || scenario == BACK);
	check_copy(place->queries, old_queries,
	    (is_new && scenario == ACCEPT) || scenario == BACK);
	check_copy(place->documents, new, scenario == BACK && !is_new);
	check_copy(place->queries, new_queries,
	    scenario == BACK && !is_new_queries);
}

/* What is done then: both files are of one run again. */
static void
check_whole(const struct place *place, enum scenario scenario, bool is_new)
{
	file_check(place->documents, is_new ? new : old);
	file_check(place->queries,
	    is_new && scenario != ACCEPT_DOCUMENTS ? new_queries : old_queries);
}

static void
recover(const struct place *place, enum scenario scenario, bool checks)
{
	struct lm_err err = {0};
	bool is_new = holds(place->documents, new);
	bool is_half = scenario != ACCEPT_DOCUMENTS &&
	    is_new != holds(place->queries, new_queries);

	if (checks) {
		CHECK_OK(drift_accept_check(place->documents, place->queries,
			     &err),
		    &err);
		check_whole(place, scenario, is_new);
		is_half = false;
	}
	if (is_new || is_half)
		CHECK_OK(roll_back(place, true, NULL, &err), &err);
	else
		CHECK_CODE(roll_back(place, true, NULL, &err), LM_USAGE);
	check_whole(place, scenario, false);
	CHECK_OK(accept_texts(place, new, new_queries, NULL, &err), &err);
	check_whole(place, ACCEPT, true);
	CHECK_OK(roll_back(place, true, NULL, &err), &err);
	check_whole(place, scenario, false);
}

/* What became of the kills of a scenario. */
struct tally {
	bool untraced;
	size_t n;
	size_t n_half; /* between the renames */
};

static bool
kill_and_recover(enum scenario scenario, size_t n, bool checks,
    struct tally *tally)
{
	struct place place;
	bool traced = true;

	start(&place, scenario);
	if (!kill_after(&place, scenario, n, &traced)) {
		tally->untraced = !traced;
		return false;
	}
	tally->n++;
	tally->n_half += scenario != ACCEPT_DOCUMENTS &&
	    holds(place.documents, new) != holds(place.queries, new_queries);
	check_left(&place, scenario);
	recover(&place, scenario, checks);
	check_note("scenario %d, change %zu, checks %d", (int)scenario, n,
	    checks);
	return true;
}

/* After every change, once for each way of going on, or in turn. */
static void
kill_everywhere(enum scenario scenario)
{
	size_t step = check_quick() ? 5 : 1;
	struct tally tally = {0};
	bool killed = true;

	for (size_t n = 0; killed; n += step) {
		killed = kill_and_recover(scenario, n, (n & 1) == 1, &tally);
		if (killed && check_soak())
			(void)kill_and_recover(scenario, n, (n & 1) == 0,
			    &tally);
	}
	if (tally.untraced) {
		check_skip("no process can be traced here");
		return;
	}
	CHECK(tally.n * step > 20);
	if (scenario != ACCEPT_DOCUMENTS && !check_quick())
		CHECK(tally.n_half > 0);
	printf("# scenario %d: %zu kills, %zu between the renames\n",
	    (int)scenario, tally.n, tally.n_half);
}

#else

static void
kill_everywhere(enum scenario scenario)
{
	(void)scenario;
	check_skip("system calls are stopped at by Linux's ptrace");
}

#endif

static void
killed_while_it_accepts(void)
{
	kill_everywhere(ACCEPT);
}

static void
killed_while_it_accepts_documents(void)
{
	kill_everywhere(ACCEPT_DOCUMENTS);
}

static void
killed_on_the_way_back(void)
{
	kill_everywhere(BACK);
}

TEST_MAIN(TEST(killed_while_it_accepts),
    TEST(killed_while_it_accepts_documents), TEST(killed_on_the_way_back))
