# A recipe for Spack: `spack repo create here; cp -r pilind here/packages/; spack repo add here; spack install pilind`.
from spack.package import *


class Pilind(MakefilePackage):
    """Permutation-invariant Lindbladians of all-to-all connected dissipative systems: steady states, spectra, response and dynamics."""

    # A tarball of `make dist` beside this recipe, until there is a public address.
    url = "file:///pilind-0.1.0.tar.gz"

    license("BSD-2-Clause")

    version("0.1.0")

    depends_on("c", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("petsc@3.18: +mpi +mumps ~complex +double")
    depends_on("slepc@3.18:")
    depends_on("hdf5@1.10: +mpi +hl")
    depends_on("libyaml")
    depends_on("zlib-api")
    depends_on("blas")
    depends_on("lapack")
    depends_on("python@3.9:", type="run")
    depends_on("py-numpy", type="run")
    depends_on("py-h5py", type="run")
    depends_on("py-xarray", type="run")
    depends_on("py-matplotlib", type="run")

    def setup_build_environment(self, env):
        env.set("PETSC_DIR", self.spec["petsc"].prefix)
        env.set("SLEPC_DIR", self.spec["slepc"].prefix)
        env.set("HDF5_DIR", self.spec["hdf5"].prefix)

    def build(self, spec, prefix):
        make("bin/pilind", f"CC={spec['mpi'].mpicc}")

    def install(self, spec, prefix):
        make("install", f"PREFIX={prefix}", f"CC={spec['mpi'].mpicc}")

    def setup_run_environment(self, env):
        env.prepend_path("PYTHONPATH", self.prefix.share.pilind.tools)
        env.set("OPENBLAS_NUM_THREADS", "1")
