"""The portal: web pages over the public APIs, called as the person who is signed in.

It owns pages, their sessions and their sign-in. It has no door of its own into the house: what it
shows and changes goes through ``Api``, with a bearer token, like any client's request. Nothing
here is imported before somebody opens a page.
"""
