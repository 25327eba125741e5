"""The rules of an audit as pure functions over models: conditions, routing, scoring, compliance.

Nothing here reads a file, a clock or a screen; the same input always gives the same output.
"""
