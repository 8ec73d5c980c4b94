"""The pages of apps: the list, one app, its managed service identity, its configuration."""
