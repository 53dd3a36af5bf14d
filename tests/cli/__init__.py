"""The commands: what they print, how they end, and that they harm nobody."""
