# A generic cluster: copy to site.sh and edit. Sourced by submit.sh and, on the node, by every job script.
modules gcc openmpi petsc slepc hdf5 || return 1
export PETSC_DIR=${PETSC_DIR:-/opt/petsc} SLEPC_DIR=${SLEPC_DIR:-/opt/slepc}

export SBATCH_ACCOUNT=project SBATCH_PARTITION=compute

# How to start the program on all ranks of the job, and on one. Or: LAUNCH=mpirun, LAUNCH_ONE="mpirun -n 1".
LAUNCH="srun --mpi=pmix"
LAUNCH_ONE="srun --mpi=pmix -N 1 -n 1"

# The ranks are the parallelism.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
