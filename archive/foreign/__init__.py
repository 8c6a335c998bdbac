"""WARC and WACZ files that others made: read within limits, and nothing in them believed that can be checked."""
