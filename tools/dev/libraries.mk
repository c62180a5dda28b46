# The libraries to build against: sets PKG_INCLUDES, PKG_LIBS and, where something is amiss, PKG_PROBLEM.
#   PETSC_DIR (and PETSC_ARCH), SLEPC_DIR   decide where set, through DIR/ARCH/lib/pkgconfig; SLEPC_DIR is PETSC_DIR if not given
#   HDF5_DIR                                decides where set; else what PETSC_DIR holds, else pkg-config
#   libyaml                                 by pkg-config, else -lyaml
#   BLAS_LIBS                               BLAS and LAPACK; else those that PETSc was built with
# Variables are spelt out in each $(shell): GNU make hands exported ones to it from version 4.4 on only.
pkgconfig_of  = $(firstword $(wildcard $(1:%/=%)/$(PETSC_ARCH)/lib/pkgconfig $(1:%/=%)/lib/pkgconfig) $(1:%/=%)/lib/pkgconfig)
SLEPC_PREFIX := $(or $(SLEPC_DIR),$(PETSC_DIR))
PKG_PATH     := $(if $(SLEPC_PREFIX),$(call pkgconfig_of,$(SLEPC_PREFIX)):)$(if $(PETSC_DIR),$(call pkgconfig_of,$(PETSC_DIR)):)
PKG_ASK      := PKG_CONFIG_PATH='$(PKG_PATH)$(PKG_CONFIG_PATH)' $(or $(PKG_CONFIG),pkg-config)

# The HDF5 that goes with this MPI where a distribution has one for each.
MPI_FLAVOUR  := $(if $(findstring mpich,$(shell $(CC) -show 2>/dev/null)),mpich,openmpi)
HDF5_PREFIX  := $(or $(HDF5_DIR),$(patsubst %/include/hdf5.h,%,$(firstword $(if $(PETSC_DIR),\
                  $(wildcard $(PETSC_DIR:%/=%)/$(PETSC_ARCH)/include/hdf5.h $(PETSC_DIR:%/=%)/include/hdf5.h)))))
HDF5_PACKAGE := $(if $(HDF5_PREFIX),,$(firstword $(shell for p in hdf5-$(MPI_FLAVOUR) hdf5; do $(PKG_ASK) --exists $$p && echo $$p; done)))
PACKAGES     := SLEPc PETSc $(HDF5_PACKAGE)

PETSC_FOUND  := $(shell $(PKG_ASK) --variable=prefix PETSc 2>/dev/null)
BLAS_LIBS    ?= $(or $(shell sed -n 's/^BLASLAPACK_LIB *= *//p' $(PETSC_FOUND)/lib/petsc/conf/petscvariables 2>/dev/null),-llapack -lblas)
PKG_INCLUDES := $(if $(HDF5_PREFIX),-isystem $(HDF5_PREFIX)/include) \
                $(patsubst -I%,-isystem %,$(shell $(PKG_ASK) --cflags-only-I $(PACKAGES) 2>/dev/null) $(shell $(PKG_ASK) --cflags-only-I yaml-0.1 2>/dev/null))
PKG_LINKED   := $(if $(HDF5_PREFIX),-L$(HDF5_PREFIX)/lib) $(shell $(PKG_ASK) --libs $(PACKAGES) 2>/dev/null) -lhdf5 -lhdf5_hl $(BLAS_LIBS) \
                $(or $(shell $(PKG_ASK) --libs yaml-0.1 2>/dev/null),-lyaml)
PKG_LIBS     := $(PKG_LINKED) $(patsubst -L%,-Wl$(comma)-rpath$(comma)%,$(sort $(filter -L%,$(PKG_LINKED))))

missing       = $(if $(and $(1),$(if $(wildcard $(call pkgconfig_of,$(1))/$(3).pc),,missing)),$(2) = $(1) has no $(PETSC_ARCH:%=%/)lib/pkgconfig/$(3).pc)
PKG_PROBLEM  := $(or $(call missing,$(PETSC_DIR),PETSC_DIR,PETSc),\
                     $(call missing,$(SLEPC_PREFIX),$(if $(SLEPC_DIR),SLEPC_DIR,SLEPC_DIR is not set$(comma) and PETSC_DIR),SLEPc),\
                     $(shell $(PKG_ASK) --print-errors --exists SLEPc PETSc 2>&1 | sed -n '$$s/^/pkg-config: /p'),\
                     $(if $(HDF5_PREFIX)$(HDF5_PACKAGE),,no parallel HDF5 found: set HDF5_DIR),\
                     $(if $(or $(shell $(PKG_ASK) --exists yaml-0.1 2>/dev/null && echo y),\
                     $(shell echo '\#include <yaml.h>' | $(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 && echo y)),,no libyaml found: install its headers (libyaml-dev or libyaml-devel)))
