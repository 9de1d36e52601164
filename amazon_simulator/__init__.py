"""A fake Amazon Selling Partner API over real HTTP, for demos, training, tests and benchmarks.

from amazon_simulator import Simulator, serve

simulator = Simulator(seed=1)
with serve(simulator) as url:
    simulator.generate_orders(20)
    ...  # point a client at `url`
"""

from .clock import ManualClock
from .errors import SimulatorError
from .generator import KINDS
from .server import serve
from .simulator import Simulator

__all__ = ["KINDS", "ManualClock", "Simulator", "SimulatorError", "serve"]
