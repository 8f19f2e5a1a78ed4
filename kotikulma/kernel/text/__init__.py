"""From what people write to what can be compared: base forms, parts of compounds, stems.

Pure: no tables, nothing heavy at import. `analysis.analyse_document` and `analysis.analyse_query`
are the doors; `backends.finnish()` chooses Voikko or the bundled dictionary.
"""
