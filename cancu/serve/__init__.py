"""`cancu serve`: a local web application over a store and folders of documents."""
