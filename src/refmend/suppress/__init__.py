"""Which findings count: selection, ignore comments, configuration, baseline, changed lines."""

from refmend.suppress.baseline import Baseline, read_baseline, shrink_baseline, write_baseline
from refmend.suppress.comments import Comment, find_comments
from refmend.suppress.decide import suppress

__all__ = ["Baseline", "Comment", "find_comments", "read_baseline", "shrink_baseline", "suppress", "write_baseline"]
