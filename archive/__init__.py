"""Store, reports, verification and publication: everything after a page was read."""
