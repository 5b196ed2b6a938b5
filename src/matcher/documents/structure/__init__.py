"""From blocks to parts: what line ends mean, which blocks are headings and items, and what each stretch is about."""
