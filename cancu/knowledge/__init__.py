"""Facts about Vietnamese documents that every layer shares: types, issuers, places, known documents, and how text is compared."""
