"""The smallest service that answers the same question: faiss IVF and one SQL query, without reasons.

Started by bench/answer.mjs with DATABASE_URL and PORT. Debian: python3-fastapi uvicorn python3-asyncpg python3-faiss.
"""

import os
from contextlib import asynccontextmanager

import asyncpg
import faiss
import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

DIMENSIONS = int(os.environ["DIMENSIONS"])
NPROBE = 16
CARDS = """
    select t.public_id, t.name, t.release_year, t.duration_ms, al.name as album, al.image_url,
      (select string_agg(a.name, ', ' order by ta.position)
        from track_artists ta join artists a on a.id = ta.artist_id where ta.track_id = t.id) as artists
    from tracks t left join albums al on al.id = t.album_id where t.id = any($1::bigint[])"""


class Question(BaseModel):
    id: str
    k: int = 10


state = {}


async def load(pool):
    rows = await pool.fetch(
        "select t.id, t.public_id, v.shaped from track_vectors v join tracks t on t.id = v.track_id order by t.id"
    )
    shaped = np.frombuffer(b"".join(row["shaped"][: 4 * DIMENSIONS] for row in rows), dtype="<f4")
    vectors = np.nan_to_num(shaped.reshape(len(rows), DIMENSIONS).copy())
    vectors = (vectors - vectors.mean(axis=0)) / np.maximum(vectors.std(axis=0), 1e-6)
    vectors = np.ascontiguousarray(vectors, dtype="float32")
    faiss.normalize_L2(vectors)
    lists = max(1, int(4 * len(rows) ** 0.5))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(DIMENSIONS), DIMENSIONS, lists, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    index.nprobe = NPROBE
    state["index"] = index
    state["vectors"] = vectors
    state["ids"] = [row["id"] for row in rows]
    state["rows"] = {row["public_id"]: at for at, row in enumerate(rows)}


@asynccontextmanager
async def lifespan(_app):
    state["pool"] = await asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10)
    await load(state["pool"])
    yield
    await state["pool"].close()


app = FastAPI()
app.router.lifespan_context = lifespan


@app.get("/ready")
async def ready():
    return {"tracks": len(state["ids"])}


@app.post("/recommend")
async def recommend(question: Question):
    at = state["rows"][question.id]
    scores, found = state["index"].search(state["vectors"][at : at + 1], question.k + 1)
    near = [(state["ids"][i], float(s)) for i, s in zip(found[0], scores[0]) if i >= 0 and i != at]
    rows = await state["pool"].fetch(CARDS, [track for track, _ in near])
    return {"tracks": [dict(row) for row in rows], "scores": [score for _, score in near]}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
