"""The PDF report: drawn with reportlab from a `ReportContent`, never from the record itself."""
