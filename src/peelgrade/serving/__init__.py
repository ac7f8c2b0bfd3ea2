"""The report page, live on loopback: what is supposed stands in the address, and nothing of it in the server."""
