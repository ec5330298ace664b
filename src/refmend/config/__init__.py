"""The configuration: what a run was asked to do, whoever asked (flag, environment, file, default).

`settings` holds the values and no decision, `files` finds and reads the nearest configuration file, `environment`
reads `REFMEND_…`, `layers` puts them on top of each other and says where each value came from.
"""

from refmend.config.layers import Origins, load, shown
from refmend.config.settings import Config, FailOn, FormatName, Positive, Registries

__all__ = ["Config", "FailOn", "FormatName", "Origins", "Positive", "Registries", "load", "shown"]
