"""Logs points to a run with MLflow's own client and prints how long that took.

    python log_metrics.py URL RUN_ID POINTS
"""

import json
import sys
import time

from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

url, run_id, points = sys.argv[1], sys.argv[2], int(sys.argv[3])
batch = 1000  # the server's limit
client = MlflowClient(tracking_uri=url)

started_at = time.perf_counter()
for start in range(0, points, batch):
    steps = range(start, min(start + batch, points))
    metrics = [Metric("loss", 1 / (step + 1), 1_795_248_711_678 + step, step) for step in steps]
    client.log_batch(run_id, metrics=metrics)
print(json.dumps({"seconds": time.perf_counter() - started_at}))
