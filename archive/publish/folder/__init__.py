"""The folder that is published: public.db with all that serves it, and nothing of custody."""
