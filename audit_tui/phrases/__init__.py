"""Sentences for what the rules say in codes and parameters: one wording for screen, command line and report.

Each function takes a translator (`i18n.translator(language).gettext`) and gives plain text, never markup. The
rules decide nothing here and no figure is computed.
"""
