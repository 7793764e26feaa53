import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { DomainError } from '~server/domain/errors'
import { damaged, END_OF_ROWS, Entry, FORMAT_VERSION, Head } from './format'

/** What a whole backup has. */
export type BackupSummary = { head: Head; rows: Record<string, number>; bytes: number }

/** A row is at most a piece of an upload in hexadecimal. */
const MAX_LINE = 64 * 1024 ** 2
const NEWLINE = 10

/** Reads a backup from its start to its end. Throws BACKUP_UNUSABLE where it is none, or no whole one. */
export function openBackup(file: string) {
  const compressed = createReadStream(file)
  const stream = compressed.on('error', (error) => text.destroy(error)).pipe(createGunzip())
  const text = stream
  const chunks = text[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const hash = createHash('sha256')
  let rest: Buffer = Buffer.alloc(0)
  let bytes = 0

  async function more(): Promise<boolean> {
    if (rest.length > MAX_LINE) throw damaged('a line does not end')
    const next = await chunks.next().catch((error: unknown) => {
      throw toRefusal(error, file)
    })
    if (next.done) return false
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
    return true
  }

  function take(length: number): Buffer {
    const taken = rest.subarray(0, length)
    rest = rest.subarray(length)
    bytes += length
    return taken
  }

  async function line(): Promise<Buffer | null> {
    for (;;) {
      const end = rest.indexOf(NEWLINE)
      if (end >= 0) return take(end + 1)
      if (!(await more())) return null
    }
  }

  return {
    async head(): Promise<Head> {
      const first = await line()
      const head = Head.safeParse(parse(first))
      if (!first || !head.success) throw notOne(file)
      hash.update(first)
      if (head.data.version !== FORMAT_VERSION) {
        throw new DomainError(
          'BACKUP_UNUSABLE',
          `The backup has format ${String(head.data.version)}; this program reads ${String(FORMAT_VERSION)}.`,
        )
      }
      return head.data
    },

    /** The next entry; after one of a table its `rows` have to be read. The last one is of the right checksum. */
    async entry(): Promise<Entry> {
      const next = await line()
      if (!next) throw damaged('its end is missing')
      const entry = Entry.safeParse(parse(next))
      if (!entry.success) throw damaged('a line of it is not readable')
      if ('sha256' in entry.data) {
        if (entry.data.sha256 !== hash.digest('hex')) throw damaged('its checksum is another')
        if (rest.length > 0 || (await more())) throw damaged('something follows its end')
      } else {
        hash.update(next)
      }
      return entry.data
    },

    /** The rows of the table that was named, as COPY wrote them. */
    async *rows(): AsyncGenerator<Buffer> {
      for (;;) {
        const end = findEndOfRows(rest)
        const whole = end ?? rest.lastIndexOf(NEWLINE) + 1
        if (whole > 0) {
          const lines = take(whole)
          hash.update(lines)
          yield lines
        }
        if (end !== null) {
          hash.update(take(END_OF_ROWS.length))
          return
        }
        if (!(await more())) throw damaged('its end is missing')
      }
    },

    bytes: () => bytes,
    close: () => {
      compressed.destroy()
      text.destroy()
    },
  }
}

/** Reads a whole backup and compares it with its checksum and its counts. Throws BACKUP_UNUSABLE. */
export async function checkBackup(file: string): Promise<BackupSummary> {
  const reader = openBackup(file)
  try {
    const head = await reader.head()
    const counted: Record<string, number> = {}
    for (;;) {
      const entry = await reader.entry()
      if ('table' in entry) {
        let rows = 0
        for await (const chunk of reader.rows()) rows += countLines(chunk)
        counted[entry.table] = rows
      }
      if ('sha256' in entry) {
        const same = Object.keys(entry.rows).length === Object.keys(counted).length
        if (!same || Object.entries(entry.rows).some(([table, rows]) => counted[table] !== rows)) {
          throw damaged('rows are missing')
        }
        return { head, rows: counted, bytes: reader.bytes() }
      }
    }
  } finally {
    reader.close()
  }
}

export function countLines(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/** Where the line `\.` begins; in rows a backslash is written as two. */
function findEndOfRows(text: Buffer): number | null {
  for (let at = text.indexOf(END_OF_ROWS); at >= 0; at = text.indexOf(END_OF_ROWS, at + 1)) {
    if (at === 0 || text[at - 1] === NEWLINE) return at
  }
  return null
}

function parse(line: Buffer | null): unknown {
  try {
    return line === null ? null : JSON.parse(line.toString())
  } catch {
    return null
  }
}

const notOne = (file: string, cause?: unknown) =>
  new DomainError('BACKUP_UNUSABLE', `${file} is no backup of Segue.`, { cause })

function toRefusal(error: unknown, file: string): DomainError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return damaged('its end is missing', error)
  if (code === 'Z_DATA_ERROR' && String(error).includes('header')) return notOne(file, error)
  if (code.startsWith('Z_')) return damaged('it cannot be unpacked', error)
  return new DomainError('BACKUP_UNUSABLE', `${file} cannot be read (${code || 'unknown reason'}).`, {
    cause: error,
  })
}
