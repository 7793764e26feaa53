import type { Queryable, Sql } from '~db/client'
import { DomainError } from '../../domain/errors'
import { detectDialect, DIALECTS, type Dialect, type DialectName } from './dialect'
import { createTableList } from './vector-tables'

/** The first with iterative scans, without which a search that asks for many gets too few. */
const MINIMUM_PGVECTOR = [0, 8] as const

/**
 * Makes a database ready for vectors: the extension where it needs one, and the list of tables. Gives its dialect.
 * Throws CONFIG_INVALID with what an administrator has to do, or DATABASE_UNREACHABLE.
 */
export async function prepareDatabase(sql: Sql, wanted: DialectName | 'auto'): Promise<Dialect> {
  const version = await readVersion(sql)
  const dialect = wanted === 'auto' ? detectDialect(version) : DIALECTS[wanted]
  if (dialect.hasExtension) await ensureExtension(sql)
  await createTableList(sql)
  return dialect
}

async function readVersion(sql: Queryable): Promise<string> {
  try {
    const [row] = await sql<{ version: string }[]>`select version()`
    return row?.version ?? ''
  } catch (error) {
    throw new DomainError('DATABASE_UNREACHABLE', 'The database of the vectors does not answer.', {
      hint: 'Check that it runs and that VECTOR_DATABASE_URL is right.',
      cause: error,
      retryAfterSeconds: 5,
    })
  }
}

async function ensureExtension(sql: Queryable): Promise<void> {
  const find = () =>
    sql<{ extversion: string }[]>`select extversion from pg_extension where extname = 'vector'`
  if ((await find()).length === 0) {
    await sql`create extension if not exists vector`.catch((error: unknown) => {
      throw toConfigError(error)
    })
  }
  const [found] = await find()
  if (!isRecent(found?.extversion ?? '')) {
    throw new DomainError(
      'CONFIG_INVALID',
      `VECTOR_STORE=pgvector needs pgvector 0.8 or newer; this database has ${found?.extversion ?? 'none'}.`,
      { hint: 'Install the newer package and run `alter extension vector update` in this database.' },
    )
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor, wantedMinor] = MINIMUM_PGVECTOR
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** What PostgreSQL says of `create extension vector`, as a sentence with a remedy. */
export function toConfigError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // 42501 insufficient_privilege
  if (code === '42501') {
    return new DomainError(
      'CONFIG_INVALID',
      'This user may not add the extension pgvector to the database.',
      {
        hint: 'Have an administrator run `create extension vector` in the database of VECTOR_DATABASE_URL once.',
        cause: error,
      },
    )
  }
  // 0A000 feature_not_supported and 58P01 undefined_file: the server has no files of the extension
  if (code === '0A000' || code === '58P01') {
    return new DomainError('CONFIG_INVALID', 'VECTOR_STORE=pgvector needs the extension pgvector.', {
      hint: 'Install pgvector on the database server, name one that has it in VECTOR_DATABASE_URL, or set VECTOR_STORE=faiss. The embedded Postgres has none.',
      cause: error,
    })
  }
  return error
}
