"""The screens of the monthly meeting: HTTP and nothing else."""
