"""A link index beside a store: it gives the same answers as the store's engine, computed over arrays."""
