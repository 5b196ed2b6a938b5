"""The readers: one for each text format and one for the lines of a PDF; each returns `ParsedBlocks`."""
