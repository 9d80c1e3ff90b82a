#ifndef EMBED_OPTIONS_H
#define EMBED_OPTIONS_H

#include <stddef.h>

#include "lm/cli.h"

/* The options of lmob-embed, which set a struct settings (embed.h). */
extern const struct lm_opt embed_options[];
extern const size_t embed_n_options;

#endif
