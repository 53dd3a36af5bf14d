"""The values of a document's fields, to Firestore's JSON and back.

Only the types that a ledger needs. Times are kept as timestamps only where Firestore itself shall
read them; everywhere else they are Unix seconds, as the rest of the program has them.

Source: https://firebase.google.com/docs/firestore/reference/rest/v1/Value
"""

import base64
import datetime as dt
from typing import Any

Value = str | bytes | int | float | dt.datetime
Fields = dict[str, Any]  # of ``Value``: readers know which they wrote

# What a reader stumbles over when an answer is not what the reference says.
GARBLED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def encode(value: Value) -> dict[str, Any]:
    """Return a value as Firestore's JSON."""
    match value:
        case str():
            return {"stringValue": value}
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value}
        case dt.datetime():
            return {"timestampValue": value.isoformat().replace("+00:00", "Z")}


def decode(value: Any) -> Any:
    """Return the value that was encoded, a type that no ledger writes as None."""
    ((kind, held),) = value.items()
    match kind:
        case "stringValue":
            return str(held)
        case "bytesValue":
            return base64.b64decode(held, validate=True)
        case "integerValue":
            return int(held)
        case "doubleValue":
            return float(held)
        case "timestampValue":
            return dt.datetime.fromisoformat(held)
    return None


def timestamp(seconds: float) -> dt.datetime:
    """Return Unix seconds as a time that Firestore's TTL policies read."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
