"""Pages of HTML that stand alone: no script, no font or picture from elsewhere, light and dark, ready to print."""
