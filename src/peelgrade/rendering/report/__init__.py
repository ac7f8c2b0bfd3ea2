"""The report of an inspection: what it says, and how that is written as a page, a document and on paper."""
