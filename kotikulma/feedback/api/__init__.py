"""What programs read and send: Open311 GeoReport v2 (`open311`), our own JSON (`v1`), a feed of answers (`feeds`)."""
