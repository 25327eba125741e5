"""The walk in plain lines: one question after another, for screen readers, dumb terminals and scripts.

The same session, the same store and the same saver as on the screen. It sends text and line ends and nothing
else: no cursor is moved, nothing is drawn, no sign stands for a word. It never imports the screen's library.
"""
