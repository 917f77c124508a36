"""How often stopping rules keep their word: rules by reviews by seeds, on saved traces."""
