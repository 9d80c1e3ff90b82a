# lmob: build, test, install. `make help` lists the targets.
#
# Where a file goes decides how it is built; nothing is listed here by name:
#   lib/lm/*.c               -> liblmob.a
#   bin/<p>/*.c              -> lmob-<p>, with the libraries of bin/<p>/deps
#   tests/lib/test_*.c       -> a unit test of the library; other .c files there
#                               are helpers, linked into every unit test
#   tests/bin/<p>/test_*.c   -> a unit test with the objects of bin/<p>, less main.o
#   tests/fuzz/fuzz_*.c      -> a fuzz harness of the library
#   tests/fuzz/<p>/fuzz_*.c  -> a fuzz harness with the objects of bin/<p>
#   tests/fault/*.c          -> a shim for LD_PRELOAD
# All of it goes to build/$(CONFIG)/; a release's programs go to bin/lmob-<p>.

LMOB_VERSION = 0.1.0
CONFIG ?= release

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CLANG_FORMAT ?= clang-format
CLANG_TIDY ?= clang-tidy

ifeq ($(filter $(CONFIG),release asan tsan cov fuzz),)
$(error CONFIG is one of: release asan tsan cov fuzz)
endif
ifeq ($(CONFIG)$(origin CC),fuzzdefault)
CC = clang
endif
OS := $(shell uname -s)

# BUILD=dir builds elsewhere, and then leaves bin/ alone.
B := $(or $(BUILD),build/$(CONFIG))
BINOUT := $(if $(BUILD)$(filter-out release,$(CONFIG)),$(B)/bin,bin)

# ---- what there is ----------------------------------------------------------

PROGRAMS := $(patsubst bin/%/main.c,%,$(sort $(wildcard bin/*/main.c)))
LIB_SRC := $(sort $(wildcard lib/lm/*.c))
TEST_SRC := $(sort $(wildcard tests/lib/test_*.c tests/bin/*/test_*.c))
AID_SRC := $(filter-out $(TEST_SRC),$(sort $(wildcard tests/lib/*.c)))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c tests/fuzz/*/fuzz_*.c))
FAULT_SRC := $(sort $(wildcard tests/fault/*.c))
BIN_SRC := $(sort $(wildcard $(PROGRAMS:%=bin/%/*.c)))
C_FILES := $(sort $(LIB_SRC) $(BIN_SRC) $(TEST_SRC) $(AID_SRC) $(FUZZ_SRC) \
	$(FAULT_SRC) tests/fuzz/replay.c $(wildcard tests/bench/*.c))
H_FILES := $(sort $(wildcard lib/lm/*.h bin/*/*.h tests/*/*.h tests/bin/*/*.h))
SCRIPTS := $(shell grep -Ils '^.!.*bash' .ci/* tests/run tests/*/* \
	tests/check/* pipelines/* fixtures/* /dev/null | sort -u)
BATS := $(sort $(wildcard tests/*.bats tests/*/*.bats))
MAN := $(sort $(wildcard man/*.[1-8]))

LIB := $(B)/liblmob.a
EXES := $(PROGRAMS:%=$(BINOUT)/lmob-%)
TESTS := $(patsubst tests/lib/%.c,$(B)/tests/%,$(filter tests/lib/%,$(TEST_SRC))) \
	$(patsubst tests/bin/%.c,$(B)/tests/bin/%,$(filter tests/bin/%,$(TEST_SRC)))
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(FUZZ_SRC))
FAULTS := $(if $(filter release,$(CONFIG)),$(FAULT_SRC:tests/fault/%.c=$(B)/fault/%.so))
obj = $(patsubst %.c,$(B)/%.o,$(1))
parts = $(call obj,$(filter-out bin/$(1)/main.c,$(sort $(wildcard bin/$(1)/*.c))))

# ---- flags ------------------------------------------------------------------

include .ci/libraries.mk

# Unit tests and harnesses may use all of the library, so they link all of it.
TEST_WORDS := $(sort $(foreach p,$(PROGRAMS),$(call deps,$(p))) \
	$(call list,lib/deps))
PCS := $(foreach w,$(TEST_WORDS),$(PC_$(w)))
DEP_CFLAGS := $(patsubst -I%,-isystem %,$(if $(PCS),$(shell for p in $(PCS); \
	do $(PKG_CONFIG) --cflags $$p 2>/dev/null; done)))

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-qual \
	-Wcast-align -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wswitch-enum \
	-Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough \
	$(if $(WERROR),-Werror)
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
SAN := -fno-omit-frame-pointer -fno-sanitize-recover=all
MODE_release := -O2 $(HARDEN)
MODE_asan := -O1 $(SAN) -fsanitize=address,undefined
MODE_tsan := -O1 $(SAN) -fsanitize=thread
MODE_cov := -O0 --coverage
MODE_fuzz := -O1 $(SAN) -fsanitize=address,undefined
INSTRUMENT_fuzz := -fsanitize=fuzzer-no-link
MODE := $(MODE_$(CONFIG))

ALL_CPPFLAGS = -Ilib -D_POSIX_C_SOURCE=200809L -DLMOB_VERSION='"$(LMOB_VERSION)"' \
	$(OS_CPPFLAGS) $(DEP_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 -g -ffp-contract=off -fno-math-errno -fPIE -pthread \
	-ffile-prefix-map='$(CURDIR)'=. $(WARN) $(MODE) $(CFLAGS)
ALL_LDFLAGS = $(MODE) $(ELF_LDFLAGS) $(LDFLAGS)
COMPILE = $(call say,CC) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(INSTRUMENT_$(CONFIG)) -MMD -MP -c -o $@ $<
LINK = $(call say,LINK) $(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^)

# `make V=1` shows the commands.
say = $(if $(V),,@printf '%-5s %s\n' $(1) $@;)

# ---- building ---------------------------------------------------------------

.PHONY: all programs everything
all: programs
programs: $(LIB) $(EXES)
everything: $(LIB) $(EXES) $(TESTS) $(FUZZERS) $(FAULTS)

.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

# Objects are made anew when the compiler or a flag changes, and what is made of
# them when a source comes or goes: these two files change only then.
FLAGS := $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS)
SOURCES := $(LIB_SRC) $(BIN_SRC) $(TEST_SRC) $(AID_SRC)
$(B)/flags: TEXT = $(FLAGS)
$(B)/sources: TEXT = $(SOURCES)
$(B)/flags $(B)/sources: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(TEXT))' | cmp -s - $@ || echo '$(subst ','\'',$(TEXT))' >$@
.PHONY: FORCE
FORCE:

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(COMPILE)
$(call obj,$(filter tests/%,$(C_FILES))): ALL_CPPFLAGS += -Itests/lib

$(LIB): $(call obj,$(LIB_SRC)) $(B)/sources
	@rm -f $@
	$(call say,AR) ZERO_AR_DATE=1 $(AR) rcs$(D) $@ $(filter %.o,$^)

define program_rules
$$(BINOUT)/lmob-$(1): $$(call obj,$$(sort $$(wildcard bin/$(1)/*.c))) $$(LIB) $$(B)/sources $$(wildcard bin/$(1)/deps)
	@mkdir -p $$(@D)
	$$(LINK) $$(call libs,$$(call deps,$(1)))
$$(call obj,$$(filter tests/bin/$(1)/% tests/fuzz/$(1)/%,$$(C_FILES))): ALL_CPPFLAGS += -Ibin/$(1)
$$(filter $$(B)/tests/bin/$(1)/% $$(B)/fuzz/$(1)/%,$$(TESTS) $$(FUZZERS)): $$(call parts,$(1))
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rules,$(p))))

TEST_LINK = $(LINK) $(LIB) $(call libs,$(TEST_WORDS))
$(B)/tests/test_%: $(B)/tests/lib/test_%.o $(call obj,$(AID_SRC)) $(LIB)
	$(TEST_LINK)
$(B)/tests/bin/%: $(B)/tests/bin/%.o $(call obj,$(AID_SRC)) $(LIB)
	$(TEST_LINK)

# libFuzzer brings its own main; elsewhere replay.c runs the corpus once.
REPLAY := $(if $(filter-out fuzz,$(CONFIG)),$(B)/tests/fuzz/replay.o)
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(REPLAY) $(LIB)
	@mkdir -p $(@D)
	$(TEST_LINK) $(if $(REPLAY),,-fsanitize=fuzzer)

$(B)/fault/%.so: tests/fault/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,SO) $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -fPIC -MMD -MP -shared -o $@ $< -ldl

include $(wildcard $(patsubst %.c,$(B)/%.d,$(C_FILES)) $(FAULTS:.so=.d))

# ---- dependencies -----------------------------------------------------------

.PHONY: deps deps-test deps-check bench-deps
deps:
	@.ci/deps build
deps-test:
	@.ci/deps build test
deps-check:
	@.ci/deps build test check
bench-deps:
	@.ci/deps bench
	@tests/bench/deps

# ---- running ----------------------------------------------------------------

# These start make again: what deps has installed is seen only by a new parse.
NPROC := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PARALLEL = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(NPROC))
RUN_ENV = LMOB_CONFIG=$(CONFIG) LMOB_BUILD=$(abspath $(B)) LMOB_BIN=$(abspath $(BINOUT))

.PHONY: demo test quick soak live run test-asan test-tsan cov golden-update bench
demo: deps
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@pipelines/demo
test: deps-test
	@$(MAKE) --no-print-directory $(PARALLEL) everything
	@$(RUN_ENV) tests/run
quick: export LMOB_QUICK = 1
quick: test
soak: deps-test
	@$(MAKE) --no-print-directory $(PARALLEL) everything
	@$(RUN_ENV) LMOB_SOAK=1 tests/run
# A real model server for tests/live, in build/live.
live: deps-test
	@tests/live/setup
test-asan test-tsan:
	@$(MAKE) --no-print-directory CONFIG=$(@:test-%=%) test
cov:
	@$(MAKE) --no-print-directory CONFIG=cov test
	@.ci/coverage build/cov
golden-update: programs
	@$(RUN_ENV) tests/golden/run --update
bench: bench-deps programs
	@$(RUN_ENV) tests/bench/run

.PHONY: asan tsan fuzz
asan tsan fuzz:
	@$(MAKE) --no-print-directory $(PARALLEL) CONFIG=$@ everything

# ---- checking ---------------------------------------------------------------

.PHONY: check lint tidy floors sizes format format-check shellcheck mandoc
check: lint floors sizes format-check
lint: tidy shellcheck mandoc
TIDY := $(LIB_SRC) $(BIN_SRC)
tidy: $(TIDY:%=tidy/%)
$(TIDY:%=tidy/%): tidy/%: %
	@$(CLANG_TIDY) --quiet $< -- -std=c17 $(ALL_CPPFLAGS) 2>&1 | \
		{ ! grep -Ev '^[0-9]+ warnings? (generated|treated)|^Suppressed|^Use -'; }
.PHONY: $(TIDY:%=tidy/%)
floors:
	@tests/check/floors
sizes:
	@tests/check/sizes
format:
	@$(CLANG_FORMAT) -i $(C_FILES) $(H_FILES)
# Versions differ in details; 14, which Debian 12 has, decides.
format-check:
	@if $(CLANG_FORMAT) --version | grep -q 'version 14\.'; then \
		$(CLANG_FORMAT) --dry-run -Werror $(C_FILES) $(H_FILES); \
	else echo 'format: not checked, as clang-format 14 decides'; fi
shellcheck:
	@shellcheck -x $(SCRIPTS) $(BATS)
mandoc:
	@$(if $(MAN),mandoc -T lint -W warning $(MAN))

# ---- installing -------------------------------------------------------------

COMPLETIONS := $(foreach p,$(PROGRAMS),bash-completion/completions/lmob-$(p) \
	zsh/site-functions/_lmob-$(p) fish/vendor_completions.d/lmob-$(p).fish)
PIPELINES := $(sort $(wildcard pipelines/*))
SCHEMA := fixtures/manifest.schema.json

.PHONY: install install-completions uninstall clean dist help
install: programs
	@for f in $(EXES); do $(INSTALL) -D -m 755 $$f $(DESTDIR)$(BINDIR)/$${f##*/}; done
	@for f in $(PIPELINES); do $(INSTALL) -D -m 755 $$f $(DESTDIR)$(LIBDIR)/lmob/$$f; done
	@for f in $(MAN); do $(INSTALL) -D -m 644 $$f $(DESTDIR)$(MANDIR)/man$${f##*.}/$${f##*/}; done
	@$(INSTALL) -D -m 644 $(SCHEMA) $(DESTDIR)$(DATADIR)/lmob/$(notdir $(SCHEMA))
install-completions: programs
	@for f in $(COMPLETIONS); do \
		p=$${f##*/}; p=$${p#_}; out=$(DESTDIR)$(DATADIR)/$$f; mkdir -p "$${out%/*}" && \
		$(BINOUT)/$${p%.fish} --completions "$$(case $$f in bash*) echo bash ;; \
			zsh*) echo zsh ;; *) echo fish ;; esac)" >"$$out" || exit; done
uninstall:
	rm -f $(PROGRAMS:%=$(DESTDIR)$(BINDIR)/lmob-%) $(COMPLETIONS:%=$(DESTDIR)$(DATADIR)/%) \
		$(foreach f,$(MAN),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(f)))/$(notdir $(f)))
	rm -rf $(DESTDIR)$(LIBDIR)/lmob $(DESTDIR)$(DATADIR)/lmob
clean:
	rm -rf build $(PROGRAMS:%=bin/lmob-%)
dist:
	@mkdir -p build
	git archive --prefix=lmob-$(LMOB_VERSION)/ HEAD | gzip -9n >build/lmob-$(LMOB_VERSION).tar.gz
help:
	@echo 'all deps demo test quick soak live check format bench bench-deps golden-update'
	@echo 'asan tsan fuzz (builds)  test-asan test-tsan cov (suites)  CONFIG=x, BUILD=dir'
	@echo 'install install-completions uninstall clean dist  DESTDIR PREFIX BINDIR LIBDIR MANDIR'
