"""Python FAISS for `npm run bench -- index`: one JSON request a line on stdin, one JSON answer a line on stdout."""

import json
import resource
import sys
import time

import faiss
import numpy as np


def memory_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def read_vectors(request):
    return np.fromfile(request["vectors"], dtype=np.float32).reshape(-1, request["dims"])


def build(request):
    """Trains on the same sample as Segue's build and adds everything."""
    x = read_vectors(request)
    faiss.omp_set_num_threads(request["threads"])
    started = time.perf_counter()
    if request["nlist"]:
        index = faiss.index_factory(request["dims"], f"IVF{request['nlist']},Flat", faiss.METRIC_INNER_PRODUCT)
        take = min(len(x), request["training"])
        index.train(np.ascontiguousarray(x[np.arange(take) * len(x) // take]))
    else:
        index = faiss.IndexFlatIP(request["dims"])
    index.add(x)
    return {"buildMs": round((time.perf_counter() - started) * 1000)}


index = None
vectors = None


def load(request):
    """Opens the file that Segue wrote, so that both search the same lists."""
    global index, vectors
    vectors = read_vectors(request)
    before = memory_bytes()
    index = faiss.read_index(request["file"])
    if request["nprobe"]:
        faiss.ParameterSpace().set_index_parameter(index, "nprobe", request["nprobe"])
    return {"bytes": memory_bytes() - before}


def rows_in_turn(total, size, position):
    return (np.arange(size) * 7919 + position * 104729) % total


def single(request):
    """Queries one by one in a loop, each timed."""
    faiss.omp_set_num_threads(1)
    queries = np.ascontiguousarray(vectors[rows_in_turn(len(vectors), 4096, 1)])
    times = []
    end = time.perf_counter() + request["ms"] / 1000
    started = time.perf_counter()
    i = 0
    now = started
    while now < end:
        row = i % 4096
        index.search(queries[row : row + 1], request["k"])
        after = time.perf_counter()
        times.append((after - now) * 1e6)
        now = after
        i += 1
    times.sort()
    return {
        "queriesPerSecond": round(len(times) / (now - started)),
        "p50Us": round(times[len(times) // 2], 1),
        "p99Us": round(times[int(len(times) * 0.99)], 1),
    }


def batches(request):
    """Batches on all cores; the figure is queries a second."""
    faiss.omp_set_num_threads(request["threads"])
    size = request["size"]
    queries = np.ascontiguousarray(vectors[rows_in_turn(len(vectors), size, 2)])
    index.search(queries, request["k"])
    done = 0
    started = time.perf_counter()
    while time.perf_counter() - started < request["ms"] / 1000:
        index.search(queries, request["k"])
        done += size
    return {"queriesPerSecond": round(done / (time.perf_counter() - started))}


TASKS = {"build": build, "load": load, "single": single, "batches": batches}

print(json.dumps({"faiss": faiss.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    print(json.dumps(TASKS[task["task"]](task)), flush=True)
