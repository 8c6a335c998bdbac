"""What is served: public.db, built from archive.db, and the Datasette plugin that shows it."""
