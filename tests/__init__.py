"""Proof: one folder a room, named like it."""
