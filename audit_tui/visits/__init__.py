"""What surrounds a visit, whatever face shows it: what is due, the briefing, calls, the visit before. Shows nothing."""
