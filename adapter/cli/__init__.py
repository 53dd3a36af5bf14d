"""What an operator types: commands, what they do, and how they tell it."""
