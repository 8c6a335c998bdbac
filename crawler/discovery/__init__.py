"""Discovery: from a home page to a proposed portal file. Looks at pages and keeps nothing in the archive."""
