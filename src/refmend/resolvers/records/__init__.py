"""What registries answer, read into `Record`s. Pure; a part of an unexpected shape is left out, nothing is raised.

One module per kind of answer. Titles stay as deposited, markup and entities too, but for white space at the ends.
"""

from refmend.resolvers.records.arxiv import from_arxiv, with_versions
from refmend.resolvers.records.crossref import from_crossref
from refmend.resolvers.records.csl import from_csl
from refmend.resolvers.records.datacite import from_datacite
from refmend.resolvers.records.openalex import from_openalex
from refmend.resolvers.records.openlibrary import from_openlibrary
from refmend.resolvers.records.shapes import work_identifier

__all__ = [
    "from_arxiv",
    "from_crossref",
    "from_csl",
    "from_datacite",
    "from_openalex",
    "from_openlibrary",
    "with_versions",
    "work_identifier",
]
