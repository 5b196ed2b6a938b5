"""One reader for each text format, and the one that lays out the lines of a PDF: each gives `ParsedBlocks`."""
