"""Taking data away: tables, views and evidence as CSV and JSON, and all of it as a data package."""
