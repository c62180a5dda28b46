# pilind. `make` builds bin/pilind against an installed PETSc, SLEPc and parallel HDF5; README.md has the rest.
#   PETSC_DIR, SLEPC_DIR (and PETSC_ARCH), HDF5_DIR, BLAS_LIBS  decide where set (tools/dev/libraries.mk), else pkg-config
#   ASAN=1  address and undefined-behaviour sanitizers;  WERROR=1  warnings are errors;  V=1  show the commands
CC       := mpicc
BUILD    := build
CFLAGS   ?= -O3 -g
# Of a table's row the rest is zero: no warning of that.
WARNINGS := -Wall -Wextra -Wshadow -Wno-missing-field-initializers $(if $(WERROR),-Werror)
comma    := ,
SANITIZE := $(if $(ASAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
include tools/dev/libraries.mk
CPPFLAGS += -Iinclude -Isrc -I$(BUILD) $(PKG_INCLUDES)
LDLIBS   := $(PKG_LIBS) -lz -lm -ldl -pthread

SOURCES  := $(wildcard src/*.c src/*/*.c src/*/*/*.c)
OBJECTS  := $(SOURCES:src/%.c=$(BUILD)/%.o)
LIBRARY  := $(filter-out $(BUILD)/main.o,$(OBJECTS))
TESTS    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/*/test_*.c tests/*/*/test_*.c))
ORACLES  := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/oracle/*.c))
PYTHON   ?= $(firstword $(shell for p in python3 /usr/bin/python3; do $$p -c 'import numpy, h5py, matplotlib' 2>/dev/null && echo $$p; done) python3)
RANKS    ?= 2

# What every run of the program here needs: one BLAS thread a rank, and leave to run as root in a container.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
export OMPI_ALLOW_RUN_AS_ROOT = 1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM = 1
export OMPI_MCA_hwloc_base_binding_policy = none
export PYTHON

.PHONY: all deps demo check check-long check-peers check-petsc bench lint clean force
all: bin/pilind

COMPILE   = $(CC) -std=gnu11 $(CFLAGS) $(WARNINGS) $(SANITIZE) $(CPPFLAGS)
LINK      = $(CC) $(SANITIZE) $(LDFLAGS)
quiet     = $(if $(V),,@echo '$(1)  $(2)';)

bin/pilind: $(OBJECTS) $(BUILD)/settings
	@mkdir -p $(@D)
	$(call quiet,LD,$@)$(LINK) -o $@ $(OBJECTS) $(LDLIBS)

$(BUILD)/%.o: src/%.c $(BUILD)/settings
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(COMPILE) -MMD -MP -c -o $@ $<

# Sums of rounding errors take products and sums as they are written.
$(BUILD)/physics/numerics/compensated.o: override CFLAGS += -ffp-contract=off

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/settings
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(COMPILE) -Itests -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(ORACLES) $(LIBRARY)
	$(call quiet,LD,$@)$(LINK) -o $@ $^ $(LDLIBS) -lcmocka

# Compiler, options and libraries: where they change, all is built anew. ccache changes nothing.
SETTINGS := $(strip $(filter-out ccache,$(COMPILE)) $(LDFLAGS) $(LDLIBS))
ifneq ($(strip $(shell cat $(BUILD)/settings 2>/dev/null))$(PKG_PROBLEM),$(SETTINGS))
$(BUILD)/settings: force
endif
$(BUILD)/settings:
	@$(if $(PKG_PROBLEM),$(error $(PKG_PROBLEM). PETSC_DIR and SLEPC_DIR say where PETSc and SLEPc are; on Debian, make deps installs them))
	@mkdir -p $(@D)
	@echo '$(SETTINGS)' > $@

# The revision goes into every results file; the header changes only when it does.
REVISION := \#define PILIND_REVISION "$(shell git describe --always --dirty 2>/dev/null || cat REVISION 2>/dev/null || echo unknown)"
ifneq ($(shell cat $(BUILD)/revision.h 2>/dev/null),$(REVISION))
$(BUILD)/revision.h: force
endif
$(BUILD)/results/version.o: $(BUILD)/revision.h
$(BUILD)/revision.h:
	@mkdir -p $(@D)
	@echo '$(REVISION)' > $@

deps:
	tools/dev/deps.sh

demo: deps
	@$(MAKE) --no-print-directory bin/pilind
	@tools/demo.sh $(RANKS)

check: deps lint
	@tools/dev/deps.sh batch
	@$(MAKE) --no-print-directory bin/pilind tests
	@tools/dev/readme.py --check
	@tests/run.sh check

check-long: deps
	@tools/dev/deps.sh batch
	@$(MAKE) --no-print-directory bin/pilind tests
	@tests/run.sh check-long

check-peers: deps
	@$(MAKE) --no-print-directory bin/pilind
	@tests/run.sh check-peers

# All sources through gcc and clang, warnings as errors.
check-warnings: deps
	@tools/dev/deps.sh clang
	@for compiler in gcc clang; do \
	  OMPI_CC=$$compiler MPICH_CC=$$compiler $(MAKE) --no-print-directory BUILD=$(BUILD)/$$compiler CFLAGS=-O1 WERROR=1 objects || exit; \
	done
objects: $(OBJECTS) $(ORACLES) $(TESTS:=.o)
.PHONY: check-warnings objects

# Against another PETSc, built from its sources once: VERSION=3.26.1.
check-petsc:
	@tools/dev/check_petsc.sh $(or $(VERSION),3.26.1)

# With 64-bit indices.
check-int64:
	@tools/dev/check_int64.sh
.PHONY: check-int64

bench: deps
	@$(MAKE) --no-print-directory bin/pilind $(BUILD)/tests/bench/bench_adi
	@tests/bench/run.sh

# SCALING="--ranks 1,2,4 --repeat 3" passes options on; jobs/scaling.sbatch runs the same on a cluster.
scaling: deps
	@$(MAKE) --no-print-directory bin/pilind
	@$(PYTHON) tools/scaling.py $(SCALING)
.PHONY: scaling

# All figures of a paper: what is complete in figures/PAPER stays, the rest is computed, then all are drawn.
# xyz_large: what larger N says of the XYZ paper's claims.
FIGURES := figures-xyz figures-xyz_large figures-ising2
$(FIGURES): figures-%: deps
	@$(MAKE) --no-print-directory bin/pilind
	@mkdir -p figures/$*
	@for input in input/$*/*.yaml; do \
	  mpiexec --oversubscribe -n $(RANKS) bin/pilind $$input -output figures/$*/$$(basename $$input .yaml).h5 || exit; \
	done
	@$(PYTHON) tools/figures.py $*
.PHONY: $(FIGURES)

# What the papers claim beside what the results files say, as tables.
claims: $(FIGURES)
	@$(PYTHON) tools/claims.py
.PHONY: claims

tests: $(TESTS)
.PHONY: tests

lint:
	@tools/dev/lint.sh

clean:
	rm -rf $(BUILD) bin

include tools/packaging/install.mk

print-%:
	@echo '$($*)'

.PRECIOUS: $(BUILD)/tests/%.o
-include $(OBJECTS:.o=.d) $(TESTS:=.d) $(ORACLES:.o=.d)
