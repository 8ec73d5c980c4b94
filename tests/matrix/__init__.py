"""The matrix of clients below ``conformance/matrix``: what is declared, weighed and written."""
