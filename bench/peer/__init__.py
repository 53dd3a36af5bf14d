"""What a user would write without the adapter, to be measured beside it."""
