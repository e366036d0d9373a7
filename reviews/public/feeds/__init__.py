"""What data consumers and feed readers follow: feeds, sitemaps, dumps, and where they stand."""
