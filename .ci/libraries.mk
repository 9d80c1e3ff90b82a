# What differs between systems, and the libraries: $(call libs,WORDS) gives the
# flags to link the words of a deps file. Their packages are in .ci/packages.

PC_yyjson = yyjson
PC_zlib = zlib
PC_xxhash = libxxhash
PC_sodium = libsodium
PC_pcre2 = libpcre2-8
PC_curl = libcurl
PC_utf8proc = libutf8proc
PC_idn2 = libidn2
L_jq = -ljq
L_csv = -lcsv
L_m = -lm
L_pthread = -pthread
ifeq ($(OS),Darwin)
L_cblas = -framework Accelerate
OS_CPPFLAGS = -D_DARWIN_C_SOURCE
else
PC_cblas = openblas
# As needed, so that the test sees a word too many in a deps file.
ELF_LDFLAGS = -pie -Wl,--as-needed,-z,relro,-z,now
D = D
endif

list = $(if $(wildcard $(1)),$(shell sed 's/\#.*//' $(1)))
deps = $(call list,bin/$(1)/deps)
flag = $(or $(L_$(1)),$(if $(PC_$(1)),$(call pc,$(PC_$(1))),\
	$(error unknown word "$(1)" in a deps file)))
pc = $(if $(PCLIBS_$(1)),,$(eval PCLIBS_$(1) := $(or \
	$(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null),-l$(1:lib%=%))))$(PCLIBS_$(1))
libs = $(foreach w,$(1),$(call flag,$(w)))
