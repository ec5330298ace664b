"""The only sockets of the program: one exchange or a chain of redirects, guarded, paced and bounded.

`Net.get` and `Net.follow` never raise for trouble of the network or of an address: it is a `Fault` of the Observation.
"""

from refmend.net.canary import Health
from refmend.net.client import Net
from refmend.net.clock import Clock, SystemClock
from refmend.net.cookies import Jar

__all__ = ["Clock", "Health", "Jar", "Net", "SystemClock"]
