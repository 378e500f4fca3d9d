# callbox: one Makefile, GNU make. "make help" prints the targets.

VERSION  := 0.1
BUILD    ?= build
ifeq ($(origin CC),default)
CC       := gcc
endif

DESTDIR  ?=
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
DATADIR  ?= $(PREFIX)/share
MANDIR   ?= $(DATADIR)/man
UNITDIR  ?= $(PREFIX)/lib/systemd/system

PKGS     := glib-2.0 gio-2.0 gmime-3.0 gnutls libical libxml-2.0 sqlite3 libconfuse jansson libseccomp cairo
# libetpan's own pkg-config flags would build a non-PIE program; -letpan is all it needs.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan

# These do not compile anything, so they work on a machine without the libraries.
PLAIN    := help clean rooms size format format-check banned man promises uninstall dist
ifneq ($(filter-out $(PLAIN),$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell pkg-config --exists $(PKGS) libetpan && echo found),found)
$(error Libraries are missing (or pkg-config is). "contrib/bootstrap make" installs them on Debian 12; \
elsewhere, "pkg-config --print-errors --exists $(PKGS) libetpan" names them)
endif
endif

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
OPT      := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DSANITIZED
HARDEN   := -fPIE
export LSAN_OPTIONS := suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
else ifdef COVER
BUILD    := build-cover
OPT      := -O0 -g --coverage
else
OPT      ?= -O2 -g -D_FORTIFY_SOURCE=3
endif
CFLAGS_ALL  = -std=gnu11 $(OPT) $(WARN) $(HARDEN) -Isrc -DCALLBOX_VERSION='"$(VERSION)"' \
              $(SOURCE_DATE_EPOCH:%=-DCLOCK_EARLIEST=%) \
              -DG_LOG_DOMAIN='"callbox"' $(PKG_CFLAGS) $(CFLAGS)
LDFLAGS_ALL = $(OPT) $(LDHARDEN) $(LDFLAGS)

ROOMS    := $(shell awk '!/^\#/ && NF {print $$1}' src/ROOMS)
SRCS     := $(wildcard $(ROOMS:%=src/%/*.c))
OBJS     := $(SRCS:src/%.c=$(BUILD)/%.o)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test-*.c))
DRIVES   := $(patsubst tests/drive/%.c,$(BUILD)/drive/%,$(wildcard tests/drive/*.c))
FAULTS   := $(patsubst tests/fault/%.c,$(BUILD)/fault/%.so,$(wildcard tests/fault/*.c))
BIN      := $(if $(SAN)$(COVER),$(BUILD)/callbox,callbox)
CFILES   := $(wildcard src/*.c src/*/*.[ch] tests/*/*.[ch])
SHELLS   := .ci/run contrib/bootstrap tests/lib/grind $(wildcard tests/*.sh tests/lib/*.sh) \
            $(shell grep -lE '^\#!/bin/(ba)?sh' tests/*/*.t 2>/dev/null)
MANS     := $(wildcard man/*.[1-9])

# One short line for each command; V=1 shows the commands, make -s nothing.
SHOW     := $(if $(findstring s,$(filter-out --%,$(firstword $(MAKEFLAGS)))),:,printf '  %-4s %s\n')
short     = $(if $(V),,@$(SHOW) $(1) $@;)

# Tests fail on GLib's criticals, and find the fixtures and what was built.
PROVE    := G_DEBUG=fatal-criticals CALLBOX_TESTS=$(CURDIR)/tests BUILD=$(abspath $(BUILD)) \
            prove -j3 $(if $(VERBOSE),-v) -e tests/tap.sh

.DELETE_ON_ERROR:
.SUFFIXES:

## all: build callbox
all: $(BIN)

$(BIN): $(BUILD)/main.o $(BUILD)/libcallbox.a
	$(call short,LINK)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(PKG_LIBS)

# A thin archive names its members by their path: mail/layout.o and call/layout.o are two
# members of their own, where an ordinary archive would have two that are called layout.o.
$(BUILD)/libcallbox.a: $(OBJS)
	@rm -f $@
	$(call short,AR)ar qcs --thin $@ $^

$(BUILD)/%.o: src/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(call short,CC)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Programs that shell tests drive one room with.
$(BUILD)/drive/%: tests/drive/%.c $(BUILD)/.flags $(BUILD)/libcallbox.a
	@mkdir -p $(@D)
	$(call short,TEST)$(CC) $(CFLAGS_ALL) -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libcallbox.a $(PKG_LIBS)

$(BUILD)/drive/unlimited: LDFLAGS_ALL += -Wl,--wrap=limits_check,--wrap=calendar_danger

# Libraries that tests preload to inject faults.
$(BUILD)/fault/%.so: tests/fault/%.c tests/fault/inject.h $(BUILD)/.flags
	@mkdir -p $(@D)
	$(call short,TEST)$(CC) -std=gnu11 -O2 -g $(WARN) -fPIC -shared -o $@ $< -ldl

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(call short,TEST)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $< $(PKG_LIBS)

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/.flags $(BUILD)/libcallbox.a
	@mkdir -p $(@D)
	$(call short,TEST)$(CC) $(CFLAGS_ALL) -Itests -MMD -MP $(LDFLAGS_ALL) -o $@ $< $(BUILD)/libcallbox.a $(PKG_LIBS)

# Objects are made again when the compiler or its flags change.
$(BUILD)/.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(subst ','\'',$(CFLAGS_ALL))' | cmp -s - $@ || \
	 echo '$(CC) $(subst ','\'',$(CFLAGS_ALL))' > $@

-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d)

## check: every test: unit, end to end, faults, bad inputs, layering, purity, hardening, ...
check: all $(UNITS) $(DRIVES) $(FAULTS) rooms pure banned hardened promises format-check man
	@$(PROVE) $(UNITS) $(wildcard tests/e2e/*.t tests/fault/*.t tests/bad/*.t tests/mail/*.t)

# Rows of the fault matrix that are larger here than in "make check", and those that are only here.
TORTURES := tests/fault/kills.t tests/fault/every-call.t tests/fault/errors.t tests/fault/cut.t $(wildcard tests/torture/*.t)

## torture: every fault at full size, with a line for each (hours; SCALE=0.05 does a part), then the fuzzers
torture: all $(FAULTS)
	@TORTURE=1 SCALE=$(or $(SCALE),1) $(PROVE) --comments $(TORTURES)
	@+$(MAKE) fuzz

## faults: the fault matrix as in "make check", with a line for each row
faults: all $(DRIVES) $(FAULTS)
	@$(PROVE) --comments $(wildcard tests/fault/*.t)

## demo: the main job, start to end, on private servers; leaves every mail in ./demo
demo:
	@echo 'building callbox; this takes a minute the first time'
	@+$(MAKE) -s --no-print-directory all
	@/usr/bin/python3 tests/demo/demo.py demo

## unit: the unit tests, through prove
unit: $(UNITS)
	@$(PROVE) $(UNITS)

## e2e: the end-to-end tests and the bad inputs only
e2e: all $(DRIVES)
	@CALLBOX=$(abspath $(BIN)) $(PROVE) $(filter-out tests/bad/cost.t,$(wildcard tests/e2e/*.t tests/bad/*.t))

## san: the unit and end-to-end tests under AddressSanitizer and UndefinedBehaviorSanitizer
san:
	@+$(MAKE) SAN=1 unit e2e

# A start takes some seconds there. These go through every room, with mail by IMAP and by SMTP, and with the processes of `run`;
# all end-to-end tests run under the sanitizers ("make san").
GRINDABLE := $(addprefix tests/e2e/,conversation.t run.t keep.t decide.t export.t erase.t)
UNGRINDABLE := $(addprefix $(BUILD)/unit/,test-child test-sandbox test-html test-reply)
MEMCHECK := valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --suppressions=tests/valgrind.supp

## valgrind: the unit tests and chosen end-to-end tests under memcheck; an error or a definite leak fails
valgrind: all $(UNITS) $(BUILD)/fault/self.so
	@echo '# SKIPPED under valgrind: $(notdir $(UNGRINDABLE)); a program cannot start itself there, and two measure time'
	@UNDER='$(MEMCHECK)' $(PROVE) $(filter-out $(UNGRINDABLE),$(UNITS))
	@rm -rf $(BUILD)/grind && mkdir -p $(BUILD)/grind
	@GRIND=$(abspath $(BUILD))/grind CALLBOX=$(CURDIR)/tests/lib/grind PATIENCE=10 $(PROVE) $(GRINDABLE)
	@tests/grind.sh $(BUILD)/grind

## cover: line coverage of the pure rooms by the unit tests
cover:
	@find build-cover -name '*.gcda' -delete 2>/dev/null || true
	@+$(MAKE) COVER=1 unit
	@tests/cover.sh build-cover

# Fuzzing: every source once more under clang's fuzzer, AddressSanitizer and UBSan.
FUZZ         := build-fuzz
FUZZ_SECONDS ?= 60
FUZZERS      := $(filter-out fuzz,$(basename $(notdir $(wildcard tests/fuzz/*.c))))
FUZZ_CFLAGS   = -std=gnu11 -O1 -g -fno-omit-frame-pointer -Isrc -DSANITIZED -DCALLBOX_VERSION='"$(VERSION)"' -DG_LOG_DOMAIN='"callbox"' $(PKG_CFLAGS)
FUZZ_SAN     := address,undefined -fno-sanitize-recover=undefined

$(FUZZ)/%.o: src/%.c
	@mkdir -p $(@D)
	$(call short,CC)clang $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link,$(FUZZ_SAN) -MMD -MP -c -o $@ $<

$(FUZZ)/libcallbox.a: $(SRCS:src/%.c=$(FUZZ)/%.o)
	@rm -f $@
	$(call short,AR)ar qcs --thin $@ $^

$(FUZZ)/fuzz-%: tests/fuzz/%.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h $(FUZZ)/libcallbox.a
	$(call short,FUZZ)clang $(FUZZ_CFLAGS) -fsanitize=fuzzer,$(FUZZ_SAN) -o $@ $(filter %.c %.a,$^) $(PKG_LIBS)

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

## banned: prove that no source calls what tests/banned.txt bans
banned:
	@tests/banned.sh

## hardened: prove that the program has its hardening (PIE, RELRO, canary, CET, ...)
hardened: all
	@tests/hardened.sh $(BIN)

## promises: which tests prove which promise, rule, fault and bad input
promises:
	@tests/promises.sh

## bench: the whole job beside mbsync and a Python script, memory, latency (QUICK=1: 2,000 mails once)
bench: all $(BUILD)/bench/gmime-parse
	@BUILD=$(abspath $(BUILD)) python3 tests/bench/run.py $(if $(QUICK),--mails 2000 --pairs 1)

## size: the largest files and functions
size:
	@tests/size.sh

## format: run clang-format over the sources
format:
	clang-format -i $(CFILES)

## format-check: fail where clang-format would change a source
format-check:
	@clang-format --dry-run -Werror $(CFILES) && echo "format: ok"

## man: check the manual pages
man:
	@mandoc -Tlint -Wwarning $(MANS) && echo "man: ok"

## lint: cppcheck, shellcheck, and gcc's analyzer
lint:
	@shellcheck -x $(SHELLS) && echo "shellcheck: ok"
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --library=gtk --library=tests/cppcheck.cfg \
	 --suppressions-list=tests/cppcheck.txt --error-exitcode=1 -j2 -Isrc src && echo "cppcheck: ok"
	@+$(MAKE) -s BUILD=build-analyze CC=gcc DEV=1 OPT='-O1 -fanalyzer $(ANALYZER)' build-analyze/libcallbox.a
	@echo "gcc -fanalyzer: ok"
# GLib's cleanup attributes and its aborting g_malloc are unknown to the analyzer of gcc 12:
# each freed g_autofree looks like a leak, each allocation like a possible NULL, and a string
# that a callee fills through a pointer like one that nobody set.
ANALYZER := -Wno-analyzer-malloc-leak -Wno-analyzer-possible-null-dereference -Wno-analyzer-possible-null-argument \
            -Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-null-argument -Wno-analyzer-null-dereference

## tidy: clang-tidy, with the checks of .clang-tidy
tidy:
	@printf '%s\n' src/main.c $(SRCS) | xargs -P2 -n8 sh -c \
	 'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- -std=gnu11 -Isrc $(PKG_CFLAGS) \
	  -DG_LOG_DOMAIN=\"callbox\" -DCALLBOX_VERSION=\"$(VERSION)\" 2>/dev/null' tidy && echo "tidy: ok"

EXAMPLES := contrib/callbox.conf $(wildcard contrib/filter/*)
DOCS     := README.md CHANGELOG.md $(wildcard doc/*)
DOCDIR    = $(DATADIR)/doc/callbox

## install: install under PREFIX (/usr/local), below DESTDIR if given
install: all
	install -D -m 755 callbox $(DESTDIR)$(BINDIR)/callbox
	install -d $(DESTDIR)$(DATADIR)/callbox/templates $(DESTDIR)$(UNITDIR) $(DESTDIR)$(DOCDIR)/examples
	install -m 644 templates/*.txt templates/*.html $(DESTDIR)$(DATADIR)/callbox/templates
	for page in $(MANS); do \
	 install -D -m 644 $$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/} || exit; done
	for unit in contrib/systemd/*; do \
	 sed 's|/usr/local/bin/|$(BINDIR)/|' $$unit > $(DESTDIR)$(UNITDIR)/$${unit##*/} || exit; done
	install -D -m 644 contrib/completion/callbox.bash $(DESTDIR)$(DATADIR)/bash-completion/completions/callbox
	install -D -m 644 contrib/completion/_callbox $(DESTDIR)$(DATADIR)/zsh/site-functions/_callbox
	install -m 644 $(DOCS) $(DESTDIR)$(DOCDIR)
	install -m 644 $(EXAMPLES) $(DESTDIR)$(DOCDIR)/examples

## uninstall: remove what install made
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/callbox $(DESTDIR)$(DATADIR)/bash-completion/completions/callbox \
	 $(DESTDIR)$(DATADIR)/zsh/site-functions/_callbox
	rm -f $(foreach unit,$(notdir $(wildcard contrib/systemd/*)),$(DESTDIR)$(UNITDIR)/$(unit))
	rm -f $(foreach page,$(notdir $(MANS)),$(DESTDIR)$(MANDIR)/man$(patsubst .%,%,$(suffix $(page)))/$(page))
	rm -rf $(DESTDIR)$(DATADIR)/callbox $(DESTDIR)$(DOCDIR)

## dist: a tarball of the committed sources
dist: callbox-$(VERSION).tar.gz
callbox-$(VERSION).tar.gz: FORCE
	git archive --prefix=callbox-$(VERSION)/ HEAD | gzip -n9 > $@

## distcheck: build, test, install and uninstall from that tarball
distcheck: dist
	@tests/distcheck.sh callbox-$(VERSION)

## clean: remove what was built
clean:
	rm -rf build build-* callbox callbox-*.tar.gz

## help: print this list
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' Makefile | expand -t 16

FORCE:
.PHONY: all bench check torture faults e2e valgrind demo unit san fuzz cover rooms pure banned hardened promises size format format-check man lint tidy \
 install uninstall dist distcheck clean help FORCE
