"""Places for everyone: who goes to which mentor under capacities, with the proof that nothing better exists."""
