"""Readers of office files and PDFs for the child process; `worker.py` loads them and nothing else of matcher."""
