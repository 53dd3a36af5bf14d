"""What senders call an answer, and what we call it: `Vorname`, `FNAME`, `given-name`: givenName.

A name is recognised when a published vocabulary or a form's common word says exactly that, once
spelling, politeness and whose it is are taken away. Nothing is guessed from a part of a name: a
wrong guess writes into somebody's address book, an unknown name only becomes a custom field.

Shape   recognise("What is your work e-mail?") -> "email.work", recognise("Dog's name") -> None
Not     what an answer's value means, what a route's own mapping says
Source  each table names its own: identity, channels, work, places (seven languages), standards,
        crms
"""

from adapter.contacts.vocabulary.recognition import recognise

__all__ = ["recognise"]
