"""Two years of a portal beside each other, and two crawls of it: reported, counted, and how it grew."""
