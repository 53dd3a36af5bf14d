"""Google on a laptop, in one process: People API, Cloud Tasks, OAuth, IAM, metadata server.

    python -m emulator            # then open the page it names
    GOOGLE_API_EMULATOR=http://127.0.0.1:8085

Requests arrive with Google's own paths and are told apart by them alone; ``Host`` is not read.

    app        the routes             calls      what every call goes through
    people     who may do what        book       one account's contacts and labels
    person     what Google refuses    discovery  shapes, from Google's own description of the API
    tasks      the API of Cloud Tasks task       what Cloud Tasks takes for one
    engine     which task is due      dispatch   brings it to its worker
    identity   keys and tokens        oidc       tokens that Google signs
    oauth      who gets which token   metadata   what Cloud Run's metadata server says
    google     all state              control    /_emulator, for tests and demos
    faults     trouble on request     errors     how Google words a refusal

Nothing is stored on disk, and nothing leaves the machine but tasks, for where they say. Each
module says of its facts whether they are **documented** by Google, **observed** by its users, or
**inferred**; where nothing is known the emulator takes the stricter reading, so that what passes
here does not lean on luck.

It imports the standard library, starlette, uvicorn, httpx and cryptography; nothing of the product.
"""
