# pilind. `make` builds bin/pilind against an installed PETSc, SLEPc and parallel HDF5; README.md has the rest.
#   PETSC_DIR, SLEPC_DIR (and PETSC_ARCH)  win over pkg-config's when set
#   ASAN=1  address and undefined-behaviour sanitizers;  WERROR=1  warnings are errors
CC       := mpicc
BUILD    := build
CFLAGS   ?= -O3 -g
WARNINGS := -Wall -Wextra -Wshadow $(if $(WERROR),-Werror)
comma    := ,
SANITIZE := $(if $(ASAN),-fsanitize=address$(comma)undefined -fno-omit-frame-pointer)

ifdef PETSC_DIR
  export PKG_CONFIG_PATH := $(if $(SLEPC_DIR),$(SLEPC_DIR)/$(PETSC_ARCH)/lib/pkgconfig:)$(PETSC_DIR)/$(PETSC_ARCH)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif
HDF5     := $(firstword $(shell for p in hdf5-openmpi hdf5-mpich hdf5; do pkg-config --exists $$p && echo $$p; done))
PACKAGES := SLEPc PETSc $(HDF5)
CPPFLAGS += -Iinclude -Isrc -I$(BUILD) $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I $(PACKAGES) 2>/dev/null))
LDLIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lhdf5_hl -llapack -lblas -lm -pthread

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

.PHONY: all deps demo check check-long check-peers bench lint clean force
all: bin/pilind

bin/pilind: $(OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(CFLAGS) $(WARNINGS) $(SANITIZE) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(CFLAGS) $(WARNINGS) $(SANITIZE) $(CPPFLAGS) -Itests -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(ORACLES) $(LIBRARY)
	$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

# The revision goes into every results file; the header changes only when it does.
$(BUILD)/results/provenance.o: $(BUILD)/revision.h
$(BUILD)/revision.h: force
	@mkdir -p $(@D)
	@echo '#define PILIND_REVISION "$(shell git describe --always --dirty 2>/dev/null || echo unknown)"' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

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

print-%:
	@echo '$($*)'

.PRECIOUS: $(BUILD)/tests/%.o
-include $(OBJECTS:.o=.d) $(TESTS:=.d) $(ORACLES:.o=.d)
