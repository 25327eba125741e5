"""The store: everything that is kept on disk, over TinyDB and one crash-safe way of writing."""
