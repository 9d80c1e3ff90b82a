#include "lm/lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lines_model.h"

static const size_t all_jobs[] = {0, 1, 2, 4, 7};

#define N_JOBS 5

#define MOST_FILES 4

/* Some files, each with a text. */
struct inputs {
	struct lm_buf texts[MOST_FILES];
	char paths[MOST_FILES][FILES_PATH_SIZE];
	struct lm_span spans[MOST_FILES];
	const char *names[MOST_FILES];
	size_t n;
};

static void
make_inputs(struct random *random, size_t n_lines, size_t length,
    size_t oversize, bool may_fail, struct inputs *inputs)
{
	static const char *const names[] = {"a", "b", "c", "d"};

	inputs->n = random_between(random, 1, MOST_FILES);
	for (size_t i = 0; i < inputs->n; i++) {
		struct lm_buf packed = {0};

		inputs->texts[i] = (struct lm_buf){0};
		if (!random_once_in(random, 5))
			lines_random(random, random_below(random, n_lines + 1),
			    length, oversize, may_fail, &inputs->texts[i]);
		inputs->spans[i] = lm_buf_view(&inputs->texts[i]);
		inputs->names[i] = inputs->paths[i];
		file_path(names[i], inputs->paths[i]);
		if (random_once_in(random, 4))
			gzip_append(&packed, inputs->spans[i]);
		else
			append(&packed, inputs->spans[i]);
		file_write(inputs->paths[i], lm_buf_view(&packed));
		lm_buf_free(&packed);
	}
}

static void
free_inputs(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->n; i++)
		lm_buf_free(&inputs->texts[i]);
}

/* One way to run it, against the model. */
static bool
check_run(const struct inputs *inputs, const struct model *model,
    size_t block_size, size_t jobs)
{
	struct lines_run run = {.paths = inputs->names,
	    .n_paths = inputs->n,
	    .block_size = block_size,
	    .jobs = jobs,
	    .max_line = model->max_line,
	    .has_rejects = model->has_rejects,
	    .max_rejects = model->max_rejects};
	bool same;

	lines_run(&run);
	same = lines_same(&run, model);
	if (!same)
		check_note("block size %zu, %zu jobs, %zu files", block_size,
		    jobs, inputs->n);
	lines_run_free(&run);
	return same;
}

static bool
check_inputs(struct random *random, const struct inputs *inputs,
    size_t max_line, bool has_rejects, uint64_t max_rejects)
{
	static const size_t sizes[] = {1, 2, 3, 5, 16, 61, 256, 4096, 5000,
	    65536, 1 << 20};
	struct model model = {.inputs = inputs->spans,
	    .names = inputs->names,
	    .n_inputs = inputs->n,
	    .max_line = max_line,
	    .has_rejects = has_rejects,
	    .max_rejects = max_rejects};
	bool same = true;

	model_run(&model);
	for (size_t i = 0; same && i < N_JOBS; i++)
		same = check_run(inputs, &model,
		    sizes[random_below(random, 11)], all_jobs[i]);
	model_free(&model);
	return same;
}

static int
cases(int usual)
{
	return check_soak() ? usual * 50 : (check_quick() ? usual / 5 : usual);
}

/* Whatever the block size and the number of workers. */
static void
any_block_size_any_jobs(void)
{
	struct random random = random_start(20);

	for (int n = 0; n < cases(80); n++) {
		struct inputs inputs;
		bool same;

		make_inputs(&random, 60, 30, 0, false, &inputs);
		same = check_inputs(&random, &inputs, 1 << 20, false, 0);
		free_inputs(&inputs);
		if (!same) {
			check_note("case %d", n);
			break;
		}
	}
}

static void
the_first_failure_ends_the_run(void)
{
	struct random random = random_start(21);

	for (int n = 0; n < cases(80); n++) {
		struct inputs inputs;
		bool same;

		make_inputs(&random, 60, 30, 60, true, &inputs);
		same = check_inputs(&random, &inputs, 40, false, 0);
		free_inputs(&inputs);
		if (!same) {
			check_note("case %d", n);
			break;
		}
	}
}

static void
rejects_and_their_limit(void)
{
	struct random random = random_start(22);

	for (int n = 0; n < cases(100); n++) {
		struct inputs inputs;
		uint64_t most = random_below(&random, 12);
		bool same;

		make_inputs(&random, 60, 30, 60, true, &inputs);
		same = check_inputs(&random, &inputs, 40, true,
		    most == 11 ? UINT64_MAX : most);
		free_inputs(&inputs);
		if (!same) {
			check_note("case %d, at most %ju rejects", n,
			    (uintmax_t)most);
			break;
		}
	}
}

/* Lines longer than what is kept of them, and than a block. */
static void
oversize_lines(void)
{
	struct random random = random_start(23);

	for (int n = 0; n < cases(80); n++) {
		struct inputs inputs;
		bool has_rejects = !random_once_in(&random, 4), same;
		size_t max_line = random_once_in(&random, 2)
		    ? 6000
		    : random_between(&random, 4000, 4200);

		make_inputs(&random, 40, 30, 20000, false, &inputs);
		same = check_inputs(&random, &inputs, max_line, has_rejects,
		    UINT64_MAX);
		free_inputs(&inputs);
		if (!same) {
			check_note("case %d", n);
			break;
		}
	}
}

/* form: 1 a byte order mark, 2 another line after it, 4 all blank */
static bool
check_limit(struct random *random, size_t limit, size_t len, unsigned form)
{
	struct inputs inputs = {.n = 1};
	struct lm_buf *text = &inputs.texts[0];
	bool same;

	append(text, lm_span_of(form & 1 ? "\xef\xbb\xbf" : ""));
	for (size_t i = 0; i < len; i++)
		append(text, lm_span_of(form & 4 ? " " : "x"));
	append(text, lm_span_of(form & 2 ? "\nlast" : ""));
	file_path("a", inputs.paths[0]);
	file_write(inputs.paths[0], lm_buf_view(text));
	inputs.names[0] = inputs.paths[0];
	inputs.spans[0] = lm_buf_view(text);
	same = check_inputs(random, &inputs, limit, true, UINT64_MAX);
	if (!same)
		check_note("limit %zu, %zu bytes, form %u", limit, len, form);
	free_inputs(&inputs);
	return same;
}

static void
lines_of_just_the_limit(void)
{
	struct random random = random_start(24);

	for (size_t limit = 4090; limit < 4100; limit += 6)
		for (size_t len = limit - 1; len <= limit + 4; len++)
			for (unsigned form = 0; form < 8; form++)
				if (!check_limit(&random, limit, len, form))
					return;
}

/* Through a pipe, in pieces of any size. */
static bool
check_pipe(struct random *random, struct lm_span text, struct lm_span piped,
    size_t jobs)
{
	struct feeder feeder;
	const char *name;
	struct inputs inputs = {.n = 1};
	struct model model = {.inputs = &text,
	    .n_inputs = 1,
	    .max_line = 5000,
	    .has_rejects = random_once_in(random, 2),
	    .max_rejects = random_below(random, 20)};
	bool same;

	feeder_start(&feeder, piped, (size_t)1 << random_below(random, 14),
	    random_next(random));
	name = feeder.path;
	model.names = &name;
	model_run(&model);
	inputs.names[0] = name;
	same = check_run(&inputs, &model, (size_t)1 << random_below(random, 17),
	    jobs);
	feeder_end(&feeder);
	model_free(&model);
	return same;
}

static void
any_cut_of_a_pipe(void)
{
	struct random random = random_start(25);

	for (int n = 0; n < cases(100); n++) {
		struct lm_buf text = {0}, packed = {0};
		bool same;

		lines_random(&random, random_below(&random, 100), 60, 7000,
		    random_once_in(&random, 2), &text);
		if (random_once_in(&random, 3))
			gzip_append(&packed, lm_buf_view(&text));
		else
			append(&packed, lm_buf_view(&text));
		same = check_pipe(&random, lm_buf_view(&text),
		    lm_buf_view(&packed),
		    all_jobs[random_below(&random, N_JOBS)]);
		lm_buf_free(&text);
		lm_buf_free(&packed);
		if (!same) {
			check_note("case %d", n);
			break;
		}
	}
}

TEST_MAIN(TEST(any_block_size_any_jobs), TEST(the_first_failure_ends_the_run),
    TEST(rejects_and_their_limit), TEST(oversize_lines),
    TEST(lines_of_just_the_limit), TEST(any_cut_of_a_pipe))
