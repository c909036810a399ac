"""Voice Coach: a nightly check-in for couples, spoken and understood offline."""

import os

__version__ = "0.1.0"

# ONNX Runtime (under Piper) reports to its maker from version 1.29 on unless told not to; it
# looks when it is loaded, and so do the helper processes, which inherit this.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
