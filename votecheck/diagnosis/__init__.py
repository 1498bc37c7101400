"""The causes of what breaks: the fewest printed figures that explain it, and what they should have been."""
