"""What the emulator says of Google, held against Google's own description and own clients."""
