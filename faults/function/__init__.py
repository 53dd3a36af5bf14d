"""The function under proof."""
