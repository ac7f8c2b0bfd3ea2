"""Evidence in a workbook: a template for a framework, an inspection out of one, and an inspection into one.

A workbook has a sheet for each kind of record, with a column for each thing that a record can say. Sheets and columns
are made from the schemas, which are made from the models, so there is one source of what there is and what it means.
What is read goes through the very checks that files go through; a problem leads to its cell.
"""
