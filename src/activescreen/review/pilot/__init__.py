"""The pilot: what everyone screens first, and the gate after it."""
