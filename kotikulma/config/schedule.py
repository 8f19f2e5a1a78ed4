"""Periodic work: what runs when (wall time of Helsinki). A name is part of each run's key: never reuse it."""

from kotikulma.casework.commands.checks import erase_old_task as erase_checks_task
from kotikulma.casework.commands.erasing import erase_closed_task
from kotikulma.casework.commands.mails import remind_task as remind_waiting_task
from kotikulma.casework.commands.offers import expire_due_task
from kotikulma.directory.commands.duplicates import find_duplicates_task
from kotikulma.directory.commands.merging import forget_old_merges_task
from kotikulma.directory.commands.publishing import renew_due_task
from kotikulma.directory.commands.reminders import remind_task
from kotikulma.directory.commands.reports import erase_old_reports_task
from kotikulma.directory.commands.verification import hide_stale_task
from kotikulma.events.commands.finding import renew_due_task as renew_events_task
from kotikulma.events.commands.reminders import remind_who_comes_task
from kotikulma.events.commands.retention import purge_old_task
from kotikulma.events.commands.series import extend_task
from kotikulma.feedback.commands.erasing import erase_old_task
from kotikulma.feedback.commands.reminding import remind_task as remind_handlers_task
from kotikulma.kernel.audit.heads import publish_heads
from kotikulma.kernel.jobs.schedules import Daily, Every, Schedule
from kotikulma.kernel.search.commands import settle_task
from kotikulma.kernel.upkeep import forget_old
from kotikulma.people.commands import forget_stale

SCHEDULES = [
    Schedule("audit.heads", publish_heads, Every(minutes=60)),
    Schedule("casework.erase_closed", erase_closed_task, Daily("03:58")),
    Schedule("casework.erase_old", erase_checks_task, Daily("03:59")),
    Schedule("casework.expire_offers", expire_due_task, Daily("00:04")),
    Schedule("casework.remind", remind_waiting_task, Daily("08:05")),
    Schedule("directory.renew_due", renew_due_task, Daily("00:01")),
    Schedule("directory.hide_stale", hide_stale_task, Daily("00:05")),
    Schedule("directory.find_duplicates", find_duplicates_task, Daily("02:10")),
    Schedule("directory.forget_old_merges", forget_old_merges_task, Daily("03:52")),
    Schedule("directory.remind", remind_task, Daily("08:15")),
    Schedule("directory.erase_old_reports", erase_old_reports_task, Daily("03:50")),
    Schedule("events.extend", extend_task, Daily("01:40")),
    Schedule("events.renew_due", renew_events_task, Daily("00:03")),
    Schedule("events.purge_old", purge_old_task, Daily("03:57")),
    Schedule("events.remind", remind_who_comes_task, Every(minutes=5)),
    Schedule("feedback.erase_old", erase_old_task, Daily("03:55")),
    Schedule("feedback.remind", remind_handlers_task, Daily("08:20")),
    Schedule("people.forget_stale", forget_stale, Daily("03:45")),
    Schedule("kernel.forget_old", forget_old, Daily("03:40")),
    Schedule("search.settle", settle_task, Every(minutes=60)),
]
