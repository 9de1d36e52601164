from . import (
    test_amazon_warehouse,
    test_changes,
    test_faults,
    test_holds,
    test_many_orders,
    test_pages,
)
