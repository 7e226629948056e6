"""Facts about Vietnamese documents that every layer shares: types, issuers, places, known documents, and text comparison."""
