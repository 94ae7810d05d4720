"""What the notebooks call, so that their cells hold only the lesson.

Any Python 3.6 can read this file: `runner.environment` imports it before anything is installed.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The course's folder."""

# TensorFlow reads these once, at its first import. Together they keep its start-up
# messages out of the notebooks, and its results the same from run to run.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
