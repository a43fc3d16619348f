"""Puts the rest together: settings, urls, server, command line, worker, living example."""
