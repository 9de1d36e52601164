"""Warnings before something ends that people have to renew: each threshold once, to every administrator."""

from odoo.tools import plaintext2html

BEFORE_THE_END = "mail.mail_activity_data_warning"
STOPPED = "mail.mail_activity_data_todo"
URGENT_DAYS = 30

STATES = [("none", "No end known"), ("good", "Good"), ("soon", "Ends soon"), ("over", "Over")]


def state_of(days_left):
    """Say in one word how urgent it is.

    :param days_left: days until the end; None when there is no end
    """
    if days_left is None:
        return "none"
    if days_left < 0:
        return "over"
    return "soon" if days_left <= URGENT_DAYS else "good"


def due_threshold(days_left, warned_at, thresholds):
    """Return the threshold to warn about now, or None.

    :param int warned_at: the last threshold that was warned about; 0 for none
    :param thresholds: days before the end, e.g. (90, 30, 7). One that was slept through is not made up for
    """
    reached = [days for days in thresholds if days_left <= days]
    if not reached or (warned_at and min(reached) >= warned_at):
        return None
    return min(reached)


def warn_administrators(record, due_on, summary, note, kind=BEFORE_THE_END):
    """Replace the earlier warning on `record` by one activity for each administrator of its company.

    :param record: has `company_id` and activities
    :param date due_on: until when it has to be done
    :param str note: text, not HTML
    :param str kind: `BEFORE_THE_END` or `STOPPED`
    """
    withdraw_warnings(record, kind)
    for user in administrators(record.env, record.company_id):
        record.sudo().activity_schedule(
            kind, date_deadline=due_on, summary=summary, note=plaintext2html(note), user_id=user.id
        )


def withdraw_warnings(records, kind=BEFORE_THE_END):
    """Remove the warnings: what they ask for was done."""
    records.sudo().activity_unlink([kind])


def administrators(env, company):
    """The people who may renew credentials of `company`."""
    users = env.ref("base.group_system").sudo().all_user_ids
    return users.filtered(lambda user: user.active and not user.share and company in user.company_ids)
