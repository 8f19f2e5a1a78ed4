"""Pages. Everybody's: public. The sender's: sender. Handlers': queue, case, recording, templates, statistics."""
