"""What the clients of the package tritonclient get from two running servers, a JSON line a check: {"check", "value"}, or
{"check", "failed"} where the check itself broke. Arguments: http or grpc, the address of the server with the model
`tiny`, and that of the server of bare models. `testing/triton-client-answers.ts` has what each value must be.
"""

import asyncio
import importlib
import json
import queue
import sys

import numpy as np
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

kind, kit_address, bare_address = sys.argv[1:]
is_http = kind == "http"
module = importlib.import_module(f"tritonclient.{kind}")
aio = importlib.import_module(f"tritonclient.{kind}.aio")
# Four connections for what is asked at once.
options = {"concurrency": 4} if is_http else {}
kit = module.InferenceServerClient(kit_address, **options)
bare = module.InferenceServerClient(bare_address, **options)
as_json = {} if is_http else {"as_json": True}

ROWS = {
    "age": np.array([30, 60, 0, 150], np.int64),
    "income": np.array([80.5, np.nan, -20, 1000], np.float64),
    "city": np.array(["Oslo", "", "Paris", "Rome"], np.object_),
}
REPEATED = {name: np.tile(values, 1000) for name, values in ROWS.items()}
CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", " ")] = function
    return function


def tensor(name, values, to=module):
    made = to.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
    return made.set_data_from_numpy(values)


def tensors(values, to=module):
    return [tensor(name, array, to) for name, array in values.items()]


def output(name, **how):
    return module.InferRequestedOutput(name, **how)


def positives(result):
    return [float(row[1]) for row in result.as_numpy("probabilities")]


def head(result):
    answer = result.get_response() if is_http else result.get_response(as_json=True)
    return {key: answer.get(key) for key in ("model_name", "model_version", "id")}


def told(function):
    """The status and the words of the error that it must end with."""
    try:
        function()
    except InferenceServerException as error:
        return [error.status(), error.message()]
    return None


def infer(**how):
    return kit.infer("tiny", tensors(ROWS), **how)


@check
def health():
    return [
        kit.is_server_live(),
        kit.is_server_ready(),
        kit.is_model_ready("tiny"),
        kit.is_model_ready("tiny", "1"),
        kit.is_model_ready("tiny", "2"),
        kit.is_model_ready("nosuch"),
    ]


@check
def server_metadata():
    metadata = kit.get_server_metadata(**as_json)
    return [metadata["name"], sorted(metadata["extensions"])]


def described(metadata):
    tensor_of = lambda told: [told["name"], told["datatype"], [int(size) for size in told["shape"]]]
    sides = [[tensor_of(told) for told in metadata[side]] for side in ("inputs", "outputs")]
    return [metadata["name"], metadata["versions"], metadata["platform"], *sides]


@check
def model_metadata():
    return described(kit.get_model_metadata("tiny", **as_json))


@check
def metadata_of_a_bare_model():
    return described(bare.get_model_metadata("scale", **as_json))


@check
def model_configuration():
    config = kit.get_model_config("tiny", **as_json)
    config = config if is_http else config["config"]
    types = [[t["name"], t["data_type"]] for t in config["input"]]
    return [config["name"], config["backend"], config["max_batch_size"], types]


@check
def repository_index():
    answers = [client.get_model_repository_index(**as_json) for client in (kit, bare)]
    models = [answer if is_http else answer["models"] for answer in answers]
    return [[[m["name"], m.get("version"), m["state"]] for m in index] for index in models]


@check
def binary_tensors():
    return positives(infer())


@check
def tensors_as_json_or_typed():
    if not is_http:
        return typed(kit, "tiny", {name: values[[0, 2, 3]] for name, values in ROWS.items()})["probabilities"][1::2]
    # JSON has no NaN.
    made = [plain(name, values[[0, 2, 3]]) for name, values in ROWS.items()]
    return positives(kit.infer("tiny", made, outputs=[output("probabilities", binary_data=False)]))


def plain(name, values):
    made = module.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
    return made.set_data_from_numpy(values, binary_data=False)


def typed(client, model, values):
    """The outputs by name. The client has no words for typed contents, and its stub has."""
    from tritonclient.grpc import service_pb2

    request = service_pb2.ModelInferRequest(model_name=model)
    for name, array in values.items():
        datatype = np_to_triton_dtype(array.dtype)
        made = request.inputs.add(name=name, datatype=datatype, shape=array.shape)
        given = [value.encode() if isinstance(value, str) else value for value in array.flatten().tolist()]
        getattr(made.contents, CONTENTS[datatype]).extend(given)
    outputs = client._client_stub.ModelInfer(request).outputs
    return {made.name: list(getattr(made.contents, CONTENTS[made.datatype])) for made in outputs}


CONTENTS = {
    "BOOL": "bool_contents",
    **{name: "int_contents" for name in ("INT8", "INT16", "INT32")},
    **{name: "uint_contents" for name in ("UINT8", "UINT16", "UINT32")},
    **{name: f"{name.lower()}_contents" for name in ("INT64", "UINT64", "FP32", "FP64", "BYTES")},
}


@check
def binary_in_and_json_out():
    how = {"binary_data": False} if is_http else {}
    return positives(infer(outputs=[output("probabilities", **how)]))


@check
def requested_outputs():
    result = infer(outputs=[output("label")])
    return [[text.decode() for text in result.as_numpy("label")], result.as_numpy("probabilities")]


@check
def both_outputs_in_their_order():
    result = infer(outputs=[output("probabilities"), output("label")])
    answer = result.get_response() if is_http else result.get_response(as_json=True)
    return [made["name"] for made in answer["outputs"]]


@check
def classification():
    result = infer(outputs=[output("probabilities", class_count=1)])
    return [text.decode().split(":")[1:] for text in result.as_numpy("probabilities").flatten()]


@check
def classification_of_a_bare_model():
    x = np.array([[1, 3, 2]], np.float32)
    result = bare.infer("scale", [tensor("x", x)], outputs=[output("y", class_count=2)])
    return [text.decode() for text in result.as_numpy("y").flatten()]


@check
def request_ids_and_versions():
    return [head(infer(request_id="seven é 7")), head(infer(model_version="1"))]


@check
def versions_of_a_bare_model():
    x = [tensor("x", np.array([[1, 2, 3]], np.float32))]
    results = [bare.infer("scale", x, model_version=version) for version in ("", "1", "2")]
    return [[head(result)["model_version"], result.as_numpy("y").tolist()] for result in results]


@check
def parameters():
    how = {"priority": 1, "timeout": 20_000_000, "sequence_id": 7, "sequence_start": True, "sequence_end": True}
    named = {"parameters": {"of_ours": "text", "number": 3, "flag": True}}
    return positives(infer(**how, **named))


@check
def headers():
    return positives(infer(headers={"x-request-id": "7", "x-request-timeout-ms": "20000"}))


@check
def compression():
    results = []
    for algorithm in ("gzip", "deflate"):
        how = (
            {"request_compression_algorithm": algorithm, "response_compression_algorithm": algorithm}
            if is_http
            else {"compression_algorithm": algorithm}
        )
        result = kit.infer("tiny", tensors(REPEATED), **how)
        results.append([len(positives(result)), positives(result)[-4:]])
    return results


@check
def many_at_once():
    if is_http:
        asked = [kit.async_infer("tiny", tensors(ROWS)) for _ in range(12)]
        return len({json.dumps(positives(one.get_result())) for one in asked})
    answers = queue.Queue()
    for _ in range(12):
        kit.async_infer("tiny", tensors(ROWS), callback=lambda result, error: answers.put((result, error)))
    results = [answers.get(timeout=20) for _ in range(12)]
    return len({json.dumps(positives(result)) for result, error in results if error is None})


@check
def an_error_of_one_at_once():
    if is_http:
        return told(kit.async_infer("nosuch", tensors(ROWS)).get_result)
    errors = queue.Queue()
    kit.async_infer("nosuch", tensors(ROWS), callback=lambda result, error: errors.put(error))
    error = errors.get(timeout=20)
    return [error.status(), error.message()]


@check
def asyncio_client():
    async def ask():
        async with aio.InferenceServerClient(kit_address) as client:
            results = await asyncio.gather(*[client.infer("tiny", tensors(ROWS, aio)) for _ in range(4)])
            return [await client.is_server_live(), *{json.dumps(positives(result)) for result in results}]

    return asyncio.run(ask())


TYPES = {
    "bool": np.array([[True, False]]),
    "uint8": np.array([[0, 255]], np.uint8),
    "uint16": np.array([[0, 65535]], np.uint16),
    "uint32": np.array([[0, 4294967295]], np.uint32),
    "uint64": np.array([[0, 18446744073709551615]], np.uint64),
    "int8": np.array([[-128, 127]], np.int8),
    "int16": np.array([[-32768, 32767]], np.int16),
    "int32": np.array([[-2147483648, 2147483647]], np.int32),
    "int64": np.array([[-9223372036854775808, 9223372036854775807]], np.int64),
    "fp32": np.array([[-0.1, np.inf]], np.float32),
    "fp64": np.array([[-0.1, np.nan]], np.float64),
    "bytes": np.array([["", "é 🐦"]], np.object_),
}


def texts(array):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in array.flatten().tolist()]


@check
def every_datatype():
    result = bare.infer("types", tensors(TYPES))
    half = bare.infer("negative", [tensor("x", np.array([[-1.5, 65504]], np.float16))])
    told_types = {name: texts(result.as_numpy(f"{name}_again")) for name in TYPES}
    return {**told_types, "negative fp16": texts(half.as_numpy("y"))}


# JSON has no larger whole numbers, no infinity and no NaN.
PLAIN = {
    **TYPES,
    "uint64": np.array([[0, 9007199254740991]], np.uint64),
    "int64": np.array([[-9007199254740991, 9007199254740991]], np.int64),
    "fp32": np.array([[-0.1, 3.25]], np.float32),
    "fp64": np.array([[-0.1, 1e300]], np.float64),
}


@check
def every_datatype_but_fp16_as_json_or_typed():
    if not is_http:
        outputs = typed(bare, "types", PLAIN)
        return {name: texts(np.array(outputs[f"{name}_again"], np.object_)) for name in PLAIN}
    made = [plain(name, values) for name, values in PLAIN.items()]
    asked = [output(f"{name}_again", binary_data=False) for name in PLAIN]
    result = bare.infer("types", made, outputs=asked)
    return {name: texts(result.as_numpy(f"{name}_again")) for name in PLAIN}


@check
def every_datatype_with_two_rows_and_no_text():
    numbers = {name: values for name, values in TYPES.items() if name != "bytes"}
    twice = {name: np.concatenate([values, values[:, ::-1]]) for name, values in numbers.items()}
    result = bare.infer("types", tensors({**twice, "bytes": np.array([["", ""], ["", ""]], np.object_)}))
    same = lambda name: texts(result.as_numpy(f"{name}_again")) == texts(twice[name])
    return [[name for name in twice if not same(name)], result.as_numpy("bytes_again").shape]


@check
def tensors_of_other_ranks():
    image = np.array([[[1, 2], [3, 4]]], np.int32)
    result = bare.infer("sum", [tensor("image", image)])
    return [result.as_numpy("total").tolist(), result.as_numpy("half").astype(float).tolist()]


@check
def statistics():
    # Told of "double" alone, which nothing else here asks.
    for rows in (1, 2, 3):
        bare.infer("double", [tensor("x", np.ones((rows, 3), np.float32))])
    told(lambda: bare.infer("double", [tensor("x", np.ones((1, 3), np.float32))], timeout=1))
    answer = bare.get_inference_statistics("double", **as_json)["model_stats"][0]
    number = lambda value: int(value or 0)
    success = answer["inference_stats"]["success"]
    counts = [(batch["batch_size"], batch["compute_infer"]["count"]) for batch in answer["batch_stats"]]
    batches = [[number(size), number(count)] for size, count in counts]
    parts = ("queue", "compute_input", "compute_infer", "compute_output")
    times = [number(answer["inference_stats"][part]["ns"]) for part in parts]
    return {
        "name": answer["name"],
        "inference_count": number(answer["inference_count"]),
        "execution_count": number(answer["execution_count"]),
        "success": number(success["count"]),
        "fail": number(answer["inference_stats"]["fail"]["count"]),
        "batches": sorted(batches),
        "adds up": sum(times) == number(success["ns"]),
    }


@check
def errors():
    wrong_shape = tensors({**ROWS, "age": ROWS["age"][:3]})
    wrong_type = tensors({**ROWS, "age": ROWS["age"].astype(np.int32)})
    too_many = tensors({name: np.tile(values, 2) for name, values in REPEATED.items()})
    cut_short = tensors({**ROWS, "city": np.array(["Oslo", "", "Os\0lo", "Rome"], np.object_)})
    too_old = tensors({**ROWS, "age": ROWS["age"] + 1000})
    asked = {
        "unknown model": lambda: kit.infer("nosuch", tensors(ROWS)),
        "unknown version": lambda: kit.infer("tiny", tensors(ROWS), model_version="9"),
        "another datatype": lambda: kit.infer("tiny", wrong_type),
        "another shape": lambda: kit.infer("tiny", wrong_shape),
        "an input too few": lambda: kit.infer("tiny", tensors(ROWS)[:2]),
        "an unknown output": lambda: infer(outputs=[output("nosuch")]),
        "text with null bytes": lambda: kit.infer("tiny", cut_short),
        "too many rows": lambda: kit.infer("tiny", too_many),
        "no time at all": lambda: infer(timeout=1),
        "a model that fails": lambda: kit.infer("tiny", too_old),
        "metadata of none": lambda: kit.get_model_metadata("nosuch"),
        "a bare model’s shape": lambda: bare.infer("scale", [tensor("x", np.ones((1, 4), np.float32))]),
        "a bare model that is broken": lambda: bare.infer("broken", [tensor("x", np.ones((1, 3), np.float32))]),
    }
    return {name: told(ask) for name, ask in asked.items()}


@check
def shared_memory():
    return told(lambda: kit.register_system_shared_memory("region", "/key", 64))[0]


def stream(requests, **how):
    """Per answer of a stream: its id and P(yes), or its error's words. Each request is a model and rows."""
    answers = queue.Queue()
    kit.start_stream(callback=lambda result, error: answers.put((result, error)), **how)
    for i, (model, values) in enumerate(requests):
        kit.async_stream_infer(model, tensors(values), request_id=str(i), enable_empty_final_response=True)
    told = []
    for _ in requests:
        result, error = answers.get(timeout=20)
        told.append([error.status(), error.message()] if error else [result.get_response().id, *positives(result)])
        if error and error.status():
            break
    kit.stop_stream()
    return told


def streams():
    oslo, rome = ({name: values[[row]] for name, values in ROWS.items()} for row in (0, 3))
    requests = [("tiny", oslo), ("nosuch", oslo), ("tiny", rome), ("tiny", oslo)]
    return [stream(requests), stream(requests, headers={"triton_grpc_error": "true"})]


def streams_that_end():
    """Cancelled while it is open, and at its deadline."""
    kit.start_stream(callback=lambda result, error: None)
    kit.async_stream_infer("tiny", tensors(ROWS))
    kit.stop_stream(cancel_requests=True)
    errors = queue.Queue()
    kit.start_stream(callback=lambda result, error: errors.put(error), stream_timeout=0.2)
    status = errors.get(timeout=20).status()
    kit.stop_stream()
    return status


if not is_http:
    check(streams)
    check(streams_that_end)


@check
def model_control():
    """At the end: it unloads what the others ask."""
    steps = []
    for client, model, values in ((kit, "tiny", ROWS), (bare, "scale", {"x": np.ones((1, 3), np.float32)})):
        client.unload_model(model)
        steps.append(client.is_model_ready(model))
        steps.append(told(lambda: client.infer(model, tensors(values)))[0])
        client.load_model(model)
        steps.append(client.is_model_ready(model))
        client.infer(model, tensors(values))
        steps.append(told(lambda: client.load_model("nosuch"))[0])
        steps.append(told(lambda: client.load_model(model, config="{}"))[0])
    return steps


for name, function in CHECKS.items():
    try:
        line = {"check": name, "value": function()}
    except Exception as error:  # Told as this check's failure; the others go on.
        line = {"check": name, "failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(line), flush=True)
