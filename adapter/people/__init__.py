"""Google's side: what to ask next (pure), one writer an account, a thin edge to the network."""
