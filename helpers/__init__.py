"""The course's shared code: what a notebook calls so that its cells hold only the lesson."""

import os

# TensorFlow reads these once, at its first import. Together they keep its start-up
# messages out of the notebooks, and its results the same from run to run.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
