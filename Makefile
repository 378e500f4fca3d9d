# callbox: one Makefile, GNU make. "make help" prints the targets.

VERSION  := 0.1
CC       ?= gcc
BUILD    ?= build
PREFIX   ?= /usr/local
DATADIR  ?= $(PREFIX)/share
MANDIR   ?= $(DATADIR)/man

PKGS     := glib-2.0 gio-2.0 gmime-3.0 gnutls libical libxml-2.0 sqlite3 libconfuse jansson libseccomp cairo
# libetpan's own pkg-config flags would build a non-PIE program; -letpan is all it needs.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   := $(shell pkg-config --libs $(PKGS)) -letpan

WARN     := -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes \
            -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wold-style-definition \
            -Wimplicit-fallthrough -Wno-unused-parameter -Wno-missing-field-initializers
ifdef DEV
WARN     += -Werror
endif
HARDEN   := -fstack-protector-strong -fstack-clash-protection -fPIE -fcf-protection=full
LDHARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack
ifdef SAN
BUILD    := build-san
OPT      := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
HARDEN   := -fPIE
else
OPT      ?= -O2 -g -D_FORTIFY_SOURCE=3
endif
CFLAGS_ALL  = -std=gnu11 $(OPT) $(WARN) $(HARDEN) -Isrc -DCALLBOX_VERSION='"$(VERSION)"' \
              -DG_LOG_DOMAIN='"callbox"' $(PKG_CFLAGS) $(CFLAGS)
LDFLAGS_ALL = $(OPT) $(LDHARDEN) $(LDFLAGS)

ROOMS    := $(shell awk '!/^\#/ && NF {print $$1}' src/ROOMS)
SRCS     := $(wildcard $(ROOMS:%=src/%/*.c))
OBJS     := $(SRCS:src/%.c=$(BUILD)/%.o)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test-*.c))
BIN      := $(if $(SAN),$(BUILD)/callbox,callbox)

.DELETE_ON_ERROR:
.SUFFIXES:

## all: build callbox
all: $(BIN)

$(BIN): $(BUILD)/main.o $(BUILD)/libcallbox.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS)

$(BUILD)/libcallbox.a: $(OBJS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: src/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Programs that shell tests drive one room with.
$(BUILD)/drive/%: tests/drive/%.c $(BUILD)/.flags $(BUILD)/libcallbox.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libcallbox.a $(PKG_LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/.flags $(BUILD)/libcallbox.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libcallbox.a $(PKG_LIBS)

# Objects are made again when the compiler or its flags change.
$(BUILD)/.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(subst ','\'',$(CFLAGS_ALL))' | cmp -s - $@ || \
	 echo '$(CC) $(subst ','\'',$(CFLAGS_ALL))' > $@

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d)

## check: every test (unit, end to end, faults, bad inputs, layering, purity)
check: all unit rooms pure $(BUILD)/drive/doors
	@BUILD=$(abspath $(BUILD)) prove -j2 $(wildcard tests/e2e/*.t tests/fault/*.t tests/bad/*.t)

## demo: the main job, start to end, on private servers; leaves every mail in ./demo
demo:
	@echo 'building callbox; this takes a minute the first time'
	@$(MAKE) -s --no-print-directory all
	@/usr/bin/python3 tests/demo/demo.py demo

## unit: the unit tests, through prove
unit: $(UNITS)
	@G_DEBUG=fatal-criticals CALLBOX_TESTS=$(CURDIR)/tests prove -j2 $(if $(VERBOSE),-v) -e tests/tap.sh $(UNITS)

# Fuzzing: every source once more under clang's fuzzer, AddressSanitizer and UBSan.
FUZZ         := build-fuzz
FUZZ_SECONDS ?= 60
FUZZERS      := $(filter-out fuzz,$(basename $(notdir $(wildcard tests/fuzz/*.c))))
FUZZ_CFLAGS   = -std=gnu11 -O1 -g -fno-omit-frame-pointer -Isrc -DCALLBOX_VERSION='"$(VERSION)"' -DG_LOG_DOMAIN='"callbox"' $(PKG_CFLAGS)
FUZZ_SAN     := address,undefined -fno-sanitize-recover=undefined

$(FUZZ)/%.o: src/%.c
	@mkdir -p $(@D)
	clang $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link,$(FUZZ_SAN) -MMD -MP -c -o $@ $<

$(FUZZ)/libcallbox.a: $(SRCS:src/%.c=$(FUZZ)/%.o)
	@rm -f $@
	ar rcs $@ $^

$(FUZZ)/fuzz-%: tests/fuzz/%.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h $(FUZZ)/libcallbox.a
	clang $(FUZZ_CFLAGS) -fsanitize=fuzzer,$(FUZZ_SAN) -o $@ $(filter %.c %.a,$^) $(PKG_LIBS)

-include $(wildcard $(FUZZ)/*/*.d)

## fuzz: run each fuzzer for FUZZ_SECONDS (60); a finding fails and stays in build-fuzz/
fuzz: $(FUZZERS:%=$(FUZZ)/fuzz-%)
	@python3 tests/fuzz/seed.py $(FUZZ)/corpus
	@for f in $(FUZZERS); do echo "fuzz $$f"; \
	    nice -n 19 $(FUZZ)/fuzz-$$f -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=5 -rss_limit_mb=1024 -verbosity=0 \
	    -print_final_stats=1 -dict=tests/fuzz/words.dict -artifact_prefix=$(FUZZ)/$$f- $(FUZZ)/corpus/$$f || exit 1; done

## rooms: prove that no room includes one below it
rooms:
	@tests/rooms.sh

## pure: prove from undefined symbols that pure rooms do no I/O
pure: $(BUILD)/libcallbox.a
	@tests/pure.sh $(BUILD)

## size: the largest files and functions
size:
	@tests/size.sh

## format: run clang-format over the sources
format:
	clang-format -i src/*.c src/*/*.[ch] tests/unit/*.[ch]

## clean: remove what was built
clean:
	rm -rf build build-* callbox

## help: print this list
help:
	@sed -n 's/^## //p' Makefile

FORCE:
.PHONY: all check fuzz demo unit rooms pure size format clean help FORCE
