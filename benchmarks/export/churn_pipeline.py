"""scikit-learn's own pipeline on the Telco columns: fits it, exports it with skl2onnx, and prints the rows a second of
its predict_proba at the given batch size, with these rows, as JSON. Arguments: CSV file, ONNX file, batch size, seconds
a run, runs.
Needs scikit-learn, pandas and skl2onnx."""

import json
import sys
import time

import pandas
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

csv, file, batch, seconds, runs = sys.argv[1:]
batch, seconds, runs = int(batch), float(seconds), int(runs)
table = pandas.read_csv(csv).drop(columns="customerID")
table["TotalCharges"] = pandas.to_numeric(table["TotalCharges"], errors="coerce")
target = table.pop("Churn")
whole = ["SeniorCitizen", "tenure"]
charges = ["MonthlyCharges", "TotalCharges"]
categories = [name for name in table.columns if name not in whole + charges]
# Apart, since skl2onnx refuses to impute whole numbers beside others.
columns = ColumnTransformer(
    [
        ("whole", StandardScaler(), whole),
        ("charges", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), charges),
        ("categories", OneHotEncoder(handle_unknown="ignore"), categories),
    ]
)
model = make_pipeline(columns, LogisticRegression(max_iter=1000)).fit(table, target)


def onnx_type(name):
    if name in categories:
        return StringTensorType([None, 1])
    if name in whole:
        return Int64TensorType([None, 1])
    # With float64 the graph of skl2onnx 1.20 does not load in onnxruntime.
    return FloatTensorType([None, 1])


proto = to_onnx(
    model,
    initial_types=[(name, onnx_type(name)) for name in table.columns],
    options={"zipmap": False},
    target_opset=17,
)
with open(file, "wb") as output:
    output.write(proto.SerializeToString())

rows = table.iloc[:batch]
model.predict_proba(rows)
rates = []
for _ in range(runs):
    count, started_at = 0, time.perf_counter()
    while time.perf_counter() - started_at < seconds:
        model.predict_proba(rows)
        count += batch
    rates.append(count / (time.perf_counter() - started_at))
columns = json.loads(rows.to_json(orient="split", index=False, double_precision=15))
print(
    json.dumps(
        {"rowsPerSecond": sorted(rates)[len(rates) // 2], "names": columns["columns"], "rows": columns["data"]}
    )
)
