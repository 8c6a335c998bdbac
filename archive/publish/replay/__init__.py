"""Pages of captures as they can be shown: cut down to a list of elements, masked, kept in public.db as it is built."""
