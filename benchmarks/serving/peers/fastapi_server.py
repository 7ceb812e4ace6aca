"""FastAPI with onnxruntime, as one writes it by hand: a pydantic model for the body, one async function, one thread for
onnxruntime, uvicorn with uvloop and httptools. The answer goes out without a second validation, which favours it.
Arguments: port, ONNX file.
"""

import sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

port, file = int(sys.argv[1]), sys.argv[2]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
app = FastAPI()


class Rows(BaseModel):
    shape: list[int]
    data: list[float]


@app.post("/predict")
async def predict(rows: Rows) -> JSONResponse:
    x = np.array(rows.data, dtype=np.float32).reshape(rows.shape)
    (probabilities,) = session.run(["probabilities"], {"x": x})
    return JSONResponse({"probabilities": probabilities.tolist()})


@app.get("/health")
async def health() -> JSONResponse:
    return JSONResponse({})


uvicorn.run(
    app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False
)
