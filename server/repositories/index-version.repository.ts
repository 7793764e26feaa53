import type { Sql } from '~db/client'
import { Scaler } from '../domain/scaler'
import type { IndexVersion, NewIndexVersion } from '../services/ports'

type Row = {
  version: number
  state: IndexVersion['state']
  spec: number
  kind: IndexVersion['kind']
  count: number
  nlist: number | null
  nprobe: number | null
  recall: number | null
  change_seq: string
  scaler: unknown
  file: string
  bytes: string
  checksum: string
  build_ms: number
  created_at: Date
}

/** The list of index versions; the database allows one current version at most. */
export function createIndexVersionRepository(sql: Sql) {
  return {
    async list(): Promise<IndexVersion[]> {
      return (await sql<Row[]>`select * from index_versions order by version desc limit 100`).flatMap(
        toVersion,
      )
    },

    /** Records a version and makes it the current one; the one before is kept. */
    async makeCurrent(next: NewIndexVersion): Promise<IndexVersion> {
      const row = await sql.begin(async (tx) => {
        await tx`update index_versions set state = 'kept' where state = 'current'`
        const [created] = await tx<Row[]>`
          insert into index_versions (state, spec, kind, count, nlist, nprobe, recall, change_seq, scaler, file, bytes,
            checksum, build_ms)
          values ('current', ${next.spec}, ${next.kind}, ${next.count}, ${next.nlist}, ${next.nprobe}, ${next.recall},
            ${next.changeSeq}, ${tx.json(next.scaler)}, ${next.file}, ${next.bytes}, ${next.checksum}, ${next.buildMs})
          returning *`
        return created
      })
      const [version] = row ? toVersion(row) : []
      if (!version) throw new Error('the index version was not stored')
      return version
    },

    async remove(version: number): Promise<void> {
      await sql`delete from index_versions where version = ${version} and state <> 'current'`
    },
  }
}

/** A version whose scaler does not fit the running program cannot be used; it is as if it were not there. */
function toVersion(row: Row): IndexVersion[] {
  const scaler = Scaler.safeParse(row.scaler)
  if (!scaler.success) return []
  return [
    {
      version: row.version,
      state: row.state,
      spec: row.spec,
      kind: row.kind,
      count: row.count,
      nlist: row.nlist,
      nprobe: row.nprobe,
      recall: row.recall,
      changeSeq: Number(row.change_seq),
      scaler: scaler.data,
      file: row.file,
      bytes: Number(row.bytes),
      checksum: row.checksum,
      buildMs: row.build_ms,
      createdAt: row.created_at,
    },
  ]
}
