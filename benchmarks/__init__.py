"""What the house promises in numbers, measured beside programs of others.

``python -m benchmarks`` (``make bench``) starts everything on loopback, measures in interleaved
rounds on this machine, and ends everything. Ratios of one run mean something; the absolute numbers
say what this machine did at that moment.
"""
