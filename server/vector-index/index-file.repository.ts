import type { Sql } from '~db/client'
import type { IndexFile } from '../catalog/ports'

type Row = {
  file: string
  folder: string
  name: string
  host: string
  checksum: string
  kind: IndexFile['kind']
  nlist: number | null
  nprobe: number | null
  change_seq: string
}

/** Which file of an index version lies in which folder. */
export function createIndexFileRepository(sql: Sql) {
  return {
    /** The files of a version in all folders, the one that was built first in front. */
    async list(file: string): Promise<IndexFile[]> {
      const rows = await sql<Row[]>`
        select file, folder, name, host, checksum, kind, nlist, nprobe, change_seq
        from index_files where file = ${file} order by built_at, folder limit 1000`
      return rows.map(({ change_seq, ...row }) => ({ ...row, changeSeq: Number(change_seq) }))
    },

    /** Takes the place of the one that this folder had of the version. */
    async put(next: IndexFile): Promise<void> {
      const { file, folder, name, host, checksum, kind, nlist, nprobe, changeSeq } = next
      await sql`
        insert into index_files (file, folder, name, host, checksum, kind, nlist, nprobe, change_seq)
        values (${file}, ${folder}, ${name}, ${host}, ${checksum}, ${kind}, ${nlist}, ${nprobe}, ${changeSeq})
        on conflict (file, folder) do update set name = excluded.name, host = excluded.host,
          checksum = excluded.checksum, kind = excluded.kind, nlist = excluded.nlist, nprobe = excluded.nprobe,
          change_seq = excluded.change_seq, built_at = now()`
    },

    /** Forgets the files of versions that are not named, in all folders. */
    async keepOnly(named: readonly string[]): Promise<void> {
      await sql`delete from index_files where file <> all(${[...named]})`
    },

    /** What lies in a folder. */
    async listNames(folder: string): Promise<string[]> {
      const rows = await sql<{ name: string }[]>`select name from index_files where folder = ${folder}`
      return rows.map(({ name }) => name)
    },
  }
}
