"""A local web application over a store and a folder of documents: `cancu serve`."""
