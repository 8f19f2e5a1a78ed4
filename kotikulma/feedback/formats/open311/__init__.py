"""Open311 GeoReport v2 (http://wiki.open311.org/GeoReport_v2), with the habits of Finnish cities.

`answers`: our values as plain trees, `documents`: a tree as JSON or XML, `forms`: what a program posts. A service is a
kind of feedback, a jurisdiction a municipality, an address_id a place of the directory.
"""
