"""The nouns: figures as printed, reports, tables, facts, relations, findings. No layer below this one."""
