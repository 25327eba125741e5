"""What leaves the program as a file: the PDF report, CSV and JSON exports, and reading a report back."""
