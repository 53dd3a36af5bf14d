"""What anybody may post, and how long it may take to find that out."""

import os
from collections.abc import Callable
from time import process_time

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Each law is held against every source: a few examples here, more of them in .ci/run.
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
LAWFUL = settings(
    deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow]
)

latin_1 = st.text(st.characters(max_codepoint=0xFF), max_size=60)
"""What a header may hold: servers decode its bytes as Latin-1."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=12), inner, max_size=5)
    ),
    max_leaves=20,
)
"""What ``json.loads`` may return, NaN and halves of surrogate pairs included."""

MEBIBYTE = 1_048_576


def best_ms(work: Callable[[], object]) -> float:
    """Return the shortest of three CPU times, in milliseconds: a busy machine is no fault."""
    times = []
    for _ in range(3):
        began = process_time()
        work()
        times.append(process_time() - began)
    return 1000 * min(times)
