#ifndef DRIFT_SHELF_H
#define DRIFT_SHELF_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where tiles of keys (matrix.h) are kept until they are needed once more, as
 * far as there is room.  Several threads may use it.  All-zero is empty.
 */
struct drift_shelf {
	int32_t *tiles;
	size_t *places; /* by a tile's number: 1 + its place; 0: not kept */
	size_t *vacant; /* places without a tile */
	size_t n_vacant;
	pthread_mutex_t lock;
};

/* Make one for n_places tiles, with numbers below n_numbers.  False when there
 * is no memory; then, too, it is to be freed. */
bool drift_shelf_make(struct drift_shelf *shelf, size_t n_places,
    size_t n_numbers);
void drift_shelf_free(struct drift_shelf *shelf);

/* Room for a tile that is not kept yet; NULL: there is none. */
int32_t *drift_shelf_put(struct drift_shelf *shelf, size_t number);

/* A tile that is kept, until its room is vacated; NULL: it is not kept. */
const int32_t *drift_shelf_find(struct drift_shelf *shelf, size_t number);
void drift_shelf_vacate(struct drift_shelf *shelf, size_t number);

#endif
