"""Contacts Adapter: webhooks in, Google contacts out.

The story, left to right, and the imports with it::

    bytes -> sources -> contacts -> ledger -> people -> result
             verify,    mapping,    claim     one writer  what to tell
             read       schemas               an account  the sender

``web`` speaks HTTP, ``service`` tells the story, ``model`` and ``errors`` are the words in which
the rooms talk to each other; the rooms themselves know nothing of one another. What is no contact
in the end is parked (``parking``) for an operator to bring back (``cli``). Up to and
including ``contacts``, and in the decisions of ``people`` (``flow``, ``answers``, ``labels``),
everything is sans-I/O: plain values in, values or errors out; no network, clock, environment or
randomness.
"""
