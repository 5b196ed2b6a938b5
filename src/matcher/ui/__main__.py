"""Where Streamlit enters."""

from matcher.ui.app import main

main()
