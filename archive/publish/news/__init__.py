"""What is told to people: changes, and findings whose verdict changed, read from public.db alone."""
