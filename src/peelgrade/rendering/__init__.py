"""Results and problems as people and programs read them: pure functions from values to text and tables."""
