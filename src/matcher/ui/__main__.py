"""The script that Streamlit runs."""

from matcher.ui.app import main

main()
