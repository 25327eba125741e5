"""The face on a terminal: screens over the session. The only room that knows Textual; holds no rule."""
