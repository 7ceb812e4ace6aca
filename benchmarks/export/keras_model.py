"""Builds the same model in Keras, exports it with tf2onnx and prints what that took, as JSON; imports do not count.
Arguments: architecture (mlp, cnn), file. Needs tensorflow (with Keras 2) and tf2onnx."""

import json
import logging
import os
import resource
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
import tf2onnx

logging.disable(logging.WARNING)
architecture, file = sys.argv[1:]
layers = tf.keras.layers
# Trained models have no biases of zero, which an exporter could drop.
bias = "random_normal"


def dense(units, activation):
    return layers.Dense(units, activation=activation, bias_initializer=bias)


architectures = {
    "mlp": lambda: [
        layers.InputLayer(input_shape=(1024,)),
        dense(3072, "relu"),
        dense(3072, "relu"),
        dense(3072, "relu"),
        dense(1000, "softmax"),
    ],
    "cnn": lambda: [
        layers.InputLayer(input_shape=(28, 28, 1)),
        layers.Conv2D(16, 3, activation="relu", bias_initializer=bias),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, activation="relu", bias_initializer=bias),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        dense(10, "softmax"),
    ],
}
model = tf.keras.Sequential(architectures[architecture]())
signature = [tf.TensorSpec([None, *model.input_shape[1:]], tf.float32, name="input")]
started_at = time.perf_counter()
proto, _ = tf2onnx.convert.from_keras(model, input_signature=signature, opset=17)
content = proto.SerializeToString()
with open(file, "wb") as output:
    output.write(content)
seconds = time.perf_counter() - started_at
peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(
    json.dumps(
        {
            "parameters": model.count_params(),
            "seconds": seconds,
            "peakBytes": peak_bytes,
            "fileBytes": len(content),
        }
    )
)
