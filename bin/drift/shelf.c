#include "shelf.h"

#include <stdlib.h>

#include "matrix.h"

#define TILE_KEYS (DRIFT_TILE * DRIFT_TILE)

bool
drift_shelf_make(struct drift_shelf *shelf, size_t n_places, size_t n_numbers)
{
	*shelf = (struct drift_shelf){.n_vacant = n_places};
	if (pthread_mutex_init(&shelf->lock, NULL) != 0)
		return false;
	/* at least 1, as nothing may have no address */
	shelf->tiles = calloc(n_places + 1, TILE_KEYS * sizeof(int32_t));
	shelf->places = calloc(n_numbers + 1, sizeof(size_t));
	shelf->vacant = calloc(n_places + 1, sizeof(size_t));
	if (shelf->tiles == NULL || shelf->places == NULL ||
	    shelf->vacant == NULL)
		return false;
	/* the last one is taken first */
	for (size_t i = 0; i < n_places; i++)
		shelf->vacant[i] = n_places - 1 - i;
	return true;
}

void
drift_shelf_free(struct drift_shelf *shelf)
{
	free(shelf->tiles);
	free(shelf->places);
	free(shelf->vacant);
	(void)pthread_mutex_destroy(&shelf->lock);
	*shelf = (struct drift_shelf){.n_vacant = 0};
}

int32_t *
drift_shelf_put(struct drift_shelf *shelf, size_t number)
{
	int32_t *tile = NULL;

	(void)pthread_mutex_lock(&shelf->lock);
	if (shelf->n_vacant > 0) {
		size_t place = shelf->vacant[--shelf->n_vacant];

		shelf->places[number] = place + 1;
		tile = shelf->tiles + place * TILE_KEYS;
	}
	(void)pthread_mutex_unlock(&shelf->lock);
	return tile;
}

const int32_t *
drift_shelf_find(struct drift_shelf *shelf, size_t number)
{
	size_t place;

	(void)pthread_mutex_lock(&shelf->lock);
	place = shelf->places[number];
	(void)pthread_mutex_unlock(&shelf->lock);
	return place == 0 ? NULL : shelf->tiles + (place - 1) * TILE_KEYS;
}

void
drift_shelf_vacate(struct drift_shelf *shelf, size_t number)
{
	(void)pthread_mutex_lock(&shelf->lock);
	shelf->vacant[shelf->n_vacant++] = shelf->places[number] - 1;
	shelf->places[number] = 0;
	(void)pthread_mutex_unlock(&shelf->lock);
}
