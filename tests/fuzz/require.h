/*
 * What every harness demands of the code under it.
 */
#ifndef FUZZ_REQUIRE_H
#define FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A law that does not hold is a crash, which libFuzzer and the replay see. */
static inline void
require(bool cond)
{
	if (!cond)
		abort();
}

#endif
