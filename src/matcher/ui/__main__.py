"""Where Streamlit enters."""

from matcher.ui.page import main

main()
