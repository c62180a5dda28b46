# Debian 12 with its packages (openmpi-bin, libpetsc-real-dev, libslepc-real-dev, slurmd): copy to site.sh. Debian's srun knows pmix,
# not pmi2; mpirun works as well: LAUNCH="mpirun", LAUNCH_ONE="mpirun -n 1".
LAUNCH="srun --mpi=pmix"
LAUNCH_ONE=""

export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
