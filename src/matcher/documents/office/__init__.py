"""Programs that read office files and PDFs in a child process.

`worker.py` starts them, nothing here is imported.
"""
