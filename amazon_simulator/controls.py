"""What the parts of the simulator's Python API share."""

import functools


def controlled(method):
    """Make a method of the simulator take its lock, do what is due before, and save its state afterwards."""

    @functools.wraps(method)
    def locked(self, *args, **kwargs):
        with self.lock:
            self.work()
            result = method(self, *args, **kwargs)
            self.save()
        return result

    return locked
