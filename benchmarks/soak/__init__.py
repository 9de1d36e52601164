"""``./dev soak``: the whole way of orders with big numbers, with processes that are killed, and two at a time."""
