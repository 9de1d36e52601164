"""Transport to Amazon's Selling Partner API: login, quotas, errors, one client, one function per operation.

Pure Python and `requests`: nothing here knows Odoo, and nothing here knows what the documents mean.
"""
