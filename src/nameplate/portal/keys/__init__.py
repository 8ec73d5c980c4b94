"""The keys that sign tokens: their timeline, who still sees which, rotating now."""
