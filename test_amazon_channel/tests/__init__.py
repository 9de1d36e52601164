from . import test_faults, test_many_orders, test_pages
