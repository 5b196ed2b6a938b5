"""The screen's front door: `streamlit run app.py`."""

from matcher.ui.app import main

main()
