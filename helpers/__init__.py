"""What the notebooks call, so that their cells hold only the lesson.

Any Python 3.6 can read this file: `runner.environment` imports it before anything is installed.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The course's folder."""

# TensorFlow reads these once, when it starts. The first two keep its messages out of the
# notebooks. The others keep results the same with any number of cores, because a sum that two
# threads share is added up in another order; small networks train faster so, too. The last is
# scikit-learn's: threads that wait for each other made t-SNE twice as slow on a busy computer.
for name, value in (
    ("TF_CPP_MIN_LOG_LEVEL", "3"),
    ("TF_ENABLE_ONEDNN_OPTS", "0"),
    ("TF_NUM_INTRAOP_THREADS", "1"),  # of one operation
    ("TF_NUM_INTEROP_THREADS", "2"),  # operations at a time
    ("OMP_NUM_THREADS", "1"),
):
    os.environ.setdefault(name, value)
