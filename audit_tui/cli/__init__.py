"""The command line: one file a verb, each loaded only when it is asked for. Never imports the screen's library."""
