"""Blocks to parts: joining wrapped lines, finding headings and items, and deciding the kind of each part."""
