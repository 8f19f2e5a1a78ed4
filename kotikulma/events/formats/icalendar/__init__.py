"""iCalendar (RFC 5545, 5546, 6047, 7986): files and feeds of what takes place, invitations in mails.

writing: entries to bytes; programme: events and their times to entries.
"""
