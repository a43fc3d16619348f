"""One file per command of ``tanggap``; each has ``run(args)`` and prints one clear line."""
