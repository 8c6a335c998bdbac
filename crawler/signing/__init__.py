"""Signing manifests after a crawl and asking authorities for timestamps: what needs the network, or the user's key."""
