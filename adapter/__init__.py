"""Contacts Adapter: webhooks in, Google contacts out.

The story, left to right, and the imports with it::

    bytes -> sources -> contacts -> ledger -> people -> result
             verify,    mapping,    claim     one writer  what to tell
             read       schemas               an account  the sender

``service`` tells the story, ``model`` and ``errors`` are the words in which the rooms talk to each
other; the rooms themselves know nothing of one another. Around them:

    HTTP           ``door``, behind it ``web`` for senders and ``worker`` for the queue, which
                   ``callers`` guards; ``reply`` and ``openapi`` say what is answered
    a delivery     ``received``; rows that come ``apart``; ``work`` carries it out, ``lookups`` find
                   the people behind ids; what is no contact in the end is left to ``parking``
    the queue      ``tasks``; a ``parcel`` is what goes through it, by the ``outbox``
    whose          ``accounts``: a writer each; ``preflight`` checks them
    configuration  ``config``, ``routes``, ``route``, ``problems``; ``compose`` builds all of it
    an operator    ``cli``

Up to and including ``contacts``, and in the decisions of ``people`` (``flow``, ``answers``,
``labels``), everything is sans-I/O: plain values in, values or errors out; no network, clock,
environment or randomness.
"""
