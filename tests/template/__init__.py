"""The template language's tests, in the shape of its source."""
