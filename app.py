"""The screen's front door: `streamlit run app.py`."""

from matcher.ui.page import main

main()
