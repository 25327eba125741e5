"""The pieces that screens are made of. They draw what they are given and post messages; none saves."""
