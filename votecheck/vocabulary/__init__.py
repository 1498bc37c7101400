"""Every word that the readers know: labels of totals, headings, roles in a sentence, language by language."""
