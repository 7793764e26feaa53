import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TransactionSql } from 'postgres'
import { DomainError } from '~server/domain/errors'
import { createSql, type SqlOptions } from '../client'
import { whileMoving } from './while-moving'
import {
  END_OF_ROWS,
  FORMAT_VERSION,
  LEFT_OUT,
  SECRET_COLUMNS,
  SECRET_FILES,
  SECRET_TABLES,
  type Entry,
  type Head,
} from './format'
import { countLines } from './read-backup'

type Options = {
  url: string
  file: string
  /** With sealed tokens, sessions, and the key files of this folder. */
  secretsOf: string | null
  /** Called before each megabyte or so. Throws where there is no room. */
  checkSpace?: () => Promise<void>
}
export type BackupReport = { file: string; bytes: number; tables: number; rows: number; schema: number }

/** Rows are compressed in pieces: one by one would cost a call of the thread pool each. */
const PIECE = 256 * 1024
/** A table may take long; that nothing comes of it may not. */
const NO_LIMIT: SqlOptions = { max: 1, statementTimeoutMs: 0 }
const LEVEL = 4

/**
 * Writes all that the database has into one file, as it is at one moment, while it is worked with. The file appears under
 * its name when it is whole, readable for its owner alone.
 */
export async function writeBackup({ url, file, secretsOf, checkSpace }: Options): Promise<BackupReport> {
  const unfinished = `${file}.${randomUUID()}.part`
  const sql = createSql(url, NO_LIMIT)
  const out = createOutput(unfinished, checkSpace)
  try {
    const written = await sql.begin('isolation level repeatable read read only', async (tx) => {
      const schema = await readSchema(tx)
      const head: Head = {
        format: 'segue-backup',
        version: FORMAT_VERSION,
        schema,
        createdAt: new Date().toISOString(),
        withSecrets: secretsOf !== null,
      }
      await out.line(head)
      const rows: Record<string, number> = {}
      for (const { table, columns } of await listTables(tx)) {
        if (secretsOf === null && SECRET_TABLES.includes(table)) continue
        const hidden = secretsOf === null ? (SECRET_COLUMNS[table] ?? []) : []
        const kept = columns.filter((column) => !hidden.includes(column))
        await out.line({ table, columns: kept } satisfies Entry)
        const list = kept.map((column) => `"${column}"`).join(', ')
        rows[table] = await whileMoving(sql, async (moved) =>
          out.rows(await tx.unsafe(`copy (select ${list} from "${table}") to stdout`).readable(), moved),
        )
      }
      await out.line({ sequences: await readSequences(tx) } satisfies Entry)
      return { rows, schema }
    })
    if (secretsOf !== null) {
      for (const name of SECRET_FILES) {
        const content = await readFile(path.join(secretsOf, name)).catch(() => null)
        if (content) await out.line({ file: name, base64: content.toString('base64') } satisfies Entry)
      }
    }
    const bytes = await out.end(written.rows)
    await rename(unfinished, file)
    const counts = Object.values(written.rows)
    const rows = counts.reduce((sum, count) => sum + count, 0)
    return { file, bytes, tables: counts.length, rows, schema: written.schema }
  } catch (error) {
    out.destroy()
    await rm(unfinished, { force: true })
    throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function createOutput(file: string, checkSpace: (() => Promise<void>) | undefined) {
  const gzip = createGzip({ level: LEVEL })
  const stream = createWriteStream(file, { mode: 0o600, flags: 'wx' })
  const done = pipeline(gzip, stream)
  const failed = new Promise<never>((_, reject) => {
    done.catch(reject)
  })
  failed.catch(() => undefined)
  const hash = createHash('sha256')

  async function write(text: Buffer): Promise<void> {
    hash.update(text)
    await checkSpace?.()
    if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), failed])
  }

  return {
    line: (entry: Head | Entry) => write(Buffer.from(`${JSON.stringify(entry)}\n`)),

    /** The rows of a table and what ends them; gives their number. */
    async rows(copy: Readable, moved: () => void): Promise<number> {
      let rows = 0
      let waiting: Buffer[] = []
      let size = 0
      const flush = async () => {
        if (size === 0) return
        const piece = Buffer.concat(waiting)
        waiting = []
        size = 0
        rows += countLines(piece)
        await write(piece)
      }
      const sink = new Writable({
        write(chunk: Buffer, _, next) {
          moved()
          waiting.push(chunk)
          size += chunk.length
          if (size < PIECE) next()
          else flush().then(() => next(), next)
        },
        final(next) {
          flush().then(() => next(), next)
        },
      })
      await pipeline(copy, sink)
      await write(Buffer.from(END_OF_ROWS))
      return rows
    },

    /** Writes the end, and gives the length of the file once it is on the disk. */
    async end(rows: Record<string, number>): Promise<number> {
      const last: Entry = { rows, sha256: hash.copy().digest('hex') }
      gzip.end(`${JSON.stringify(last)}\n`)
      await done
      const handle = await open(file, 'r')
      try {
        await handle.sync()
        return (await handle.stat()).size
      } finally {
        await handle.close()
      }
    },

    destroy: () => {
      gzip.destroy()
      stream.destroy()
    },
  }
}

async function readSchema(tx: TransactionSql): Promise<number> {
  const [there] = await tx`select to_regclass('schema_migrations') is not null as there`
  if (there?.['there'] !== true) {
    throw new DomainError('BACKUP_UNUSABLE', 'The database is empty: there is nothing to back up.', {
      hint: 'Start Segue once, or check DATABASE_URL and DATA_DIR.',
    })
  }
  const [row] = await tx<{ number: number }[]>`select max(number) as number from schema_migrations`
  return row?.number ?? 0
}

/** Tables of the schema in use, with the columns that are stored. */
async function listTables(tx: TransactionSql): Promise<{ table: string; columns: string[] }[]> {
  const rows = await tx<{ table: string; columns: string[] }[]>`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and c.relname not like 'segue\\_vector%'
    group by c.relname order by c.relname`
  return rows.filter(({ table }) => !LEFT_OUT.includes(table))
}

async function readSequences(tx: TransactionSql): Promise<Record<string, string | null>> {
  const rows = await tx<{ name: string; last: string | null }[]>`
    select sequencename as name, last_value::text as last from pg_sequences where schemaname = current_schema()`
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}
