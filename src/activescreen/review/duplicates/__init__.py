"""Records that are one publication: doubted, merged, taken apart."""
