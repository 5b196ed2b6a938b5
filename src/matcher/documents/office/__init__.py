"""Readers of office files and PDFs that run in a child process: `worker.py` loads them, and nothing else of matcher."""
