"""A link index beside a store: the same answers as its engine, worked out over arrays."""
