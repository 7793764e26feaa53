import { pino } from 'pino'
import { createSql, type Sql } from '~db/client'
import { VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createIndexPool } from '~server/vector-index/pool/index-pool'
import { createIndexFileRepository } from '~server/vector-index/index-file.repository'
import { createIndexVersionRepository } from '~server/vector-index/index-version.repository'
import { createVectorSource } from '~server/catalog/vectors/vector-source'
import { createAcceptVersion } from '~server/vector-index/accept-version'
import { createFaissStore } from '~server/vector-index/faiss-store'
import { createIndexManager } from '~server/vector-index/index-manager'
import { createVectorSearch } from '~server/vector-index/vector-search'
import { searchNear } from '../../integration/support/search-near'
import { fillCatalog } from '../../integration/support/tracks'
import type { KeeperEvent, KeeperTask } from './keeper-events'

// What a server does with its index, and nothing else; one JSON line to stdout for each thing that is done. Killed and
// started again by index-kills.int.test.ts.
const task = JSON.parse(process.argv[2] ?? '') as KeeperTask
const BATCH = 25
const ASKED = 50

const sql = createSql(task.databaseUrl, { max: 4 })
const threads = createIndexPool({
  filename: task.indexTask,
  threads: 1,
  maxQueue: 256,
  batchMax: 64,
  timeoutMs: 30_000,
})
const log = pino({ level: 'silent' })
const vectors = createVectorSource(sql, VECTOR_SPEC.version)
const { exactMax, recallTarget, directory } = task
const keeper = createIndexManager(
  {
    store: createFaissStore(
      { threads, vectors, directory, files: createIndexFileRepository(sql), log },
      { exactMax, recallTarget, threads: 1 },
    ),
    versions: createIndexVersionRepository(sql),
    acceptVersion: createAcceptVersion({ recallTarget }),
    log,
    vectors,
  },
  { exactMax, keepVersions: 3, releaseAfterMs: 100 },
)
const search = createVectorSearch(keeper, threads)

/** Pipes are written at once on Linux: what was said is known even if this process ends here. */
const say = (event: KeeperEvent) => process.stdout.write(`${JSON.stringify(event)}\n`)

/** Everything committed is in the index, and finds itself. */
async function answer(): Promise<void> {
  await keeper.start()
  await keeper.follow()
  const ids = (await sql<{ id: string }[]>`select track_id as id from track_vectors order by track_id`).map(
    ({ id }) => id,
  )
  await search.readVectors(ids)
  const asked = ids.filter((_, i) => i % Math.ceil(ids.length / ASKED) === 0)
  const found = await searchNear(search, asked, 1)
  const wrong = asked.filter((id, i) => String(found[i]?.ids[0]) !== id)
  const { version, count } = keeper.getLive()
  say({ event: 'answers', version: version.version, kind: version.kind, count, wrong })
}

async function store(connection: Sql): Promise<void> {
  const [stored] = await connection<{ count: number }[]>`select count(*)::int as count from tracks`
  const from = stored?.count ?? 0
  await fillCatalog(connection, from, from + BATCH)
  say({ event: 'committed', count: from + BATCH })
}

async function work(): Promise<void> {
  for (;;) {
    await store(sql)
    if (task.work === 'append') await keeper.follow()
    else {
      say({ event: 'building' })
      await keeper.rebuild()
      say({ event: 'built' })
    }
  }
}

await answer()
if (task.work === 'verify') {
  await keeper.rebuild()
  const { ok, versions } = await keeper.verify()
  say({ event: 'verified', ok, files: versions.map(({ file }) => file) })
  await threads.close()
  await sql.end()
} else await work()
