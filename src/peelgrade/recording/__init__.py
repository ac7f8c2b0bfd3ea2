"""What people record in an inspection: what may be written, and the files with it, checked before they are."""
