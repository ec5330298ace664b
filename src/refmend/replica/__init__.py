"""The embedded registries: Crossref, DataCite, doi.org, arXiv, Wayback and a small web, on loopback.

    with Replica() as replica:
        subprocess.run([sys.executable, "-m", "refmend", "check", "list.md"], env={**os.environ, **replica.env()})

They behave as the real ones were seen to behave, faults included, and are reached through the standard proxy and
certificate variables, so that the program under test runs unchanged. What they hold is made of facts about a few
real works and of inventions for trying things out: nothing they say is evidence about the live web.
"""

from refmend.replica.exchange import Ending, Request, Response, json_reply, redirect, reply
from refmend.replica.faults import Fault
from refmend.replica.registries import Exchange, Replica

__all__ = ["Ending", "Exchange", "Fault", "Replica", "Request", "Response", "json_reply", "redirect", "reply"]
