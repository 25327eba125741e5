"""What is printed on the pages of a report, read back and held against the record that it carries."""
