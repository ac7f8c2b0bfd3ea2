"""The pages of a live page beside the report: problems of files, what cannot be answered, and decisions to record."""
