"""Prose: from running text to statements about options and totals, by the table of words and a few patterns.

`passages` is text that knows its place; `language` the words of one language; `tokens` a sentence cut up and named;
`grammar` the patterns that tie numbers to what they are about; `columns` tables in text; `pages` the articles on a page.
"""
