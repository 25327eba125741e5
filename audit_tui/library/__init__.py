"""Checklists and answers from files: read with positions, checked with all faults at once, never executed."""
