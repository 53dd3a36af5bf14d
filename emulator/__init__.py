"""Google on a laptop: the People API, OAuth, IAM signJwt and the metadata server, in one process.

    python -m emulator            # then open the page it names
    GOOGLE_API_EMULATOR=http://127.0.0.1:8085

Requests arrive with Google's own paths and are told apart by them alone; ``Host`` is not read.

    app        the routes             calls      what every call goes through
    people     who may do what        book       one account's contacts and labels
    person     what Google refuses    discovery  shapes, from Google's own description of the API
    identity   keys and tokens        metadata   what Cloud Run's metadata server says
    google     all state              control    /_emulator, for tests and demos
    faults     trouble on request     errors     how Google words a refusal

Nothing is stored on disk and nothing leaves the machine. Each module says of its facts whether
they are **documented** by Google, **observed** by its users, or **inferred**; where nothing is
known the emulator takes the stricter reading, so that what passes here does not lean on luck.

It imports the standard library, starlette, uvicorn and cryptography; nothing of the product.
"""
