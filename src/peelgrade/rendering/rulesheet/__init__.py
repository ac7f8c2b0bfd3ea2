"""Rules for people to read: one layout, shown in the terminal, as Markdown and as a page.

`layout` puts rules and decision tables into words and says what stands where; `text`, `markdown` and `page` draw it,
each with the one escape of its kind of output.
"""
