#include "keccak.h"

#include <stdint.h>
#include <string.h>

#define N_LANES 25
#define N_ROUNDS 24
#define RATE 136 /* bytes: 1600 bits less twice 256 */

/* Rotations (FIPS 202 §3.2.2) and places (§3.2.3), along pi's one cycle. */
static const unsigned char rotations[N_LANES - 1] = {1, 3, 6, 10, 15, 21, 28,
    36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
static const unsigned char places[N_LANES - 1] = {10, 7, 11, 17, 18, 3, 5, 16,
    8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};

static uint64_t
rotate(uint64_t word, unsigned by)
{
	return word << by | word >> (64 - by);
}

static void
theta(uint64_t state[N_LANES])
{
	uint64_t parity[5];

	for (size_t x = 0; x < 5; x++)
		parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^
		    state[x + 15] ^ state[x + 20];
	for (size_t i = 0; i < N_LANES; i++)
		state[i] ^=
		    parity[(i + 4) % 5] ^ rotate(parity[(i + 1) % 5], 1);
}

static void
rho_and_pi(uint64_t state[N_LANES])
{
	uint64_t carried = state[1];

	for (size_t i = 0; i < N_LANES - 1; i++) {
		uint64_t next = state[places[i]];

		state[places[i]] = rotate(carried, rotations[i]);
		carried = next;
	}
}

static void
chi(uint64_t state[N_LANES])
{
	for (size_t y = 0; y < N_LANES; y += 5) {
		uint64_t row[5];

		memcpy(row, state + y, sizeof(row));
		for (size_t x = 0; x < 5; x++)
			state[y + x] ^= ~row[(x + 1) % 5] & row[(x + 2) % 5];
	}
}

/* The constant of the next round: bits of the register of §3.2.5. */
static uint64_t
next_constant(uint8_t *shift_register)
{
	uint64_t constant = 0;

	for (unsigned j = 0; j <= 6; j++) {
		if (*shift_register & 1)
			constant |= UINT64_C(1) << ((1U << j) - 1);
		*shift_register = (uint8_t)(*shift_register << 1 ^
		    (*shift_register >> 7) * 0x71);
	}
	return constant;
}

static void
permute(uint64_t state[N_LANES])
{
	uint8_t shift_register = 1;

	for (size_t i = 0; i < N_ROUNDS; i++) {
		theta(state);
		rho_and_pi(state);
		chi(state);
		state[0] ^= next_constant(&shift_register);
	}
}

static void
absorb(uint64_t state[N_LANES], const unsigned char block[RATE])
{
	for (size_t i = 0; i < RATE; i++)
		state[i / 8] ^= (uint64_t)block[i] << 8 * (i % 8);
	permute(state);
}

void
keccak256(struct lm_span bytes, unsigned char hash[KECCAK_SIZE])
{
	uint64_t state[N_LANES] = {0};
	unsigned char last[RATE] = {0};
	size_t at = 0;

	for (; bytes.len - at >= RATE; at += RATE)
		absorb(state, (const unsigned char *)bytes.ptr + at);
	if (bytes.len > at)
		memcpy(last, bytes.ptr + at, bytes.len - at);
	last[bytes.len - at] ^= 0x01;
	last[RATE - 1] ^= 0x80;
	absorb(state, last);
	for (size_t i = 0; i < KECCAK_SIZE; i++)
		hash[i] = (unsigned char)(state[i / 8] >> 8 * (i % 8));
}
