"""The shapes of things: pydantic models and value types, without I/O and without rules."""
