import { mkdtemp, chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { toClusteredVectors } from './vectors.mjs'

const ROWS_AT_A_TIME = 5000

/**
 * A PostgreSQL of the benchmark's own with `count` vectors and nothing else: rows go straight into track_vectors.
 * @param {import('./segue.mjs').Segue} segue @param {number} count
 */
export async function createCatalog(segue, count) {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  // PostgreSQL runs as another user where we are root.
  await chmod(folder, 0o755)
  const keeper = inRoot('build', 'db', 'embedded-keeper.mjs')
  const postgres = await segue.startEmbeddedPostgres({ dataDir: folder, keeper, database: 'bench' })
  const sql = segue.createSql(postgres.url, { max: 4 })
  const close = async () => {
    await sql.end()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await segue.migrate(sql, inRoot('db', 'migrations'))
    await fill(sql, segue, count)
    return { folder, sql, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @param {import('../../db/client').Sql} sql @param {import('./segue.mjs').Segue} segue @param {number} count */
async function fill(sql, segue, count) {
  const dims = segue.DIMENSIONS
  const shaped = toClusteredVectors({ count, dims })
  const bytes = Buffer.from(shaped.buffer)
  const connection = await sql.reserve()
  // There are no tracks that the vectors could refer to, and nobody is to be told.
  await connection`set session_replication_role = replica`
  await connection`set synchronous_commit = off`
  for (let from = 0; from < count; from += ROWS_AT_A_TIME) {
    const rows = Math.min(ROWS_AT_A_TIME, count - from)
    const block = bytes.subarray(from * dims * 4, (from + rows) * dims * 4)
    await connection`
      with block as materialized (select ${block}::bytea as bytes)
      insert into track_vectors (track_id, spec, mask, shaped, change_seq)
      select ${from} + i, ${segue.VECTOR_SPEC.version}, 1, substr(bytes, (i - 1) * ${dims * 4} + 1, ${dims * 4}),
        nextval('vector_changes')
      from block, generate_series(1, ${rows}) as i`
  }
  connection.release()
  await sql`analyze track_vectors`
}
