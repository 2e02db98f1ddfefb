"""Feed damaged files to every reader: each is read, or refused with its reasons; nothing else."""
