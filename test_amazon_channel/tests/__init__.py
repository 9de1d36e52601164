from . import (
    test_amazon_warehouse,
    test_changes,
    test_damaged_orders,
    test_faults,
    test_holds,
    test_many_orders,
    test_money,
    test_pages,
    test_silence,
    test_two_workers,
)
