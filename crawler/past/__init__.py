"""The past: a portal as a web archive saw it around a day, by the CDX server API and Memento (RFC 7089)."""
