#include <stdlib.h>

#include "check.h"
#include "matrix.h"
#include "shelf.h"
#include "team.h"

#define N_TASKS 1000
#define N_MEMBERS 5

/* How often each task was done; by whom is counted apart, as they race. */
struct tally {
	unsigned tasks[N_TASKS];
	unsigned members[N_MEMBERS];
};

static void
count_task(void *arg, size_t member, size_t task)
{
	struct tally *tally = arg;

	tally->tasks[task]++;
	tally->members[member]++;
}

static void
does_each_task_once(void)
{
	static const size_t n_tasks[] = {0, 1, 2, N_MEMBERS, N_TASKS};

	for (size_t n_members = 1; n_members <= N_MEMBERS; n_members++)
		for (size_t i = 0; i < 5; i++) {
			struct tally tally = {{0}, {0}};
			const struct drift_work work = {count_task, &tally,
			    n_tasks[i]};
			unsigned n_done = 0;

			drift_team_work(&work, n_members);
			for (size_t j = 0; j < N_TASKS; j++)
				CHECK_EQ(tally.tasks[j], j < n_tasks[i]);
			for (size_t j = 0; j < N_MEMBERS; j++) {
				n_done += tally.members[j];
				CHECK(j < n_members || tally.members[j] == 0);
			}
			CHECK_EQ(n_done, n_tasks[i]);
		}
}

static void
keeps_tiles_while_there_is_room(void)
{
	struct drift_shelf shelf = {.n_vacant = 0};
	int32_t *tiles[3];

	CHECK(drift_shelf_make(&shelf, 2, 10));
	for (size_t i = 0; i < 3; i++) {
		tiles[i] = drift_shelf_put(&shelf, i + 7);
		if (tiles[i] != NULL)
			tiles[i][DRIFT_TILE * DRIFT_TILE - 1] = (int32_t)i;
	}
	CHECK(tiles[0] != NULL && tiles[1] != NULL && tiles[0] != tiles[1]);
	CHECK(tiles[2] == NULL);
	CHECK(drift_shelf_find(&shelf, 7) == tiles[0]);
	CHECK(drift_shelf_find(&shelf, 8) == tiles[1]);
	CHECK(drift_shelf_find(&shelf, 9) == NULL);
	CHECK(drift_shelf_find(&shelf, 0) == NULL);
	drift_shelf_vacate(&shelf, 8);
	CHECK(drift_shelf_find(&shelf, 8) == NULL);
	CHECK(drift_shelf_put(&shelf, 9) == tiles[1]);
	CHECK_EQ(tiles[0][DRIFT_TILE * DRIFT_TILE - 1], 0);
	drift_shelf_free(&shelf);
}

static void
may_have_no_room_at_all(void)
{
	struct drift_shelf shelf = {.n_vacant = 0};

	CHECK(drift_shelf_make(&shelf, 0, 1));
	CHECK(drift_shelf_put(&shelf, 0) == NULL);
	CHECK(drift_shelf_find(&shelf, 0) == NULL);
	drift_shelf_free(&shelf);
}

TEST_MAIN(TEST(does_each_task_once), TEST(keeps_tiles_while_there_is_room),
    TEST(may_have_no_room_at_all))
