import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import type { TransactionSql } from 'postgres'
import { DomainError } from '~server/domain/errors'
import { createSql, type Sql } from '../client'
import { migrate, MIGRATION_LOCK, newestSchema } from '../migrate'
import { damaged, type Head } from './format'
import { checkBackup, openBackup, type BackupSummary } from './read-backup'
import { whileMoving } from './while-moving'

type Options = {
  url: string
  file: string
  /** The folder of the migrations. */
  migrations: string
}
type SecretFile = { name: string; content: Buffer }

/** Where a backup is loaded, and where what was there before is kept: schemas of the same database. */
const LOADING = 'segue_restoring'
export const RESTORE_POINT = 'segue_before_restore'
const IN_USE = 'public'
const LOADING_LIMITS = { max: 1, statementTimeoutMs: 0 }

/**
 * Reads a backup whole and says whether it can be restored here; changes nothing. Throws BACKUP_UNUSABLE with the reason.
 */
export async function inspectBackup({
  file,
  migrations,
}: Pick<Options, 'file' | 'migrations'>): Promise<BackupSummary> {
  const newest = await newestSchema(migrations)
  // The head alone: what a newer program wrote need not be readable.
  const reader = openBackup(file)
  try {
    refuseNewer(await reader.head(), newest)
  } finally {
    reader.close()
  }
  return checkBackup(file)
}

/**
 * Puts what a backup has in the place of what the database has, which is kept as the restore point. The backup is loaded
 * beside it, brought to the newest schema and counted; then both change places in one transaction. Nobody else may use the
 * database meanwhile. Throws BACKUP_UNUSABLE, and then nothing has changed. Gives
 * the secret files that the backup has besides.
 */
export async function restoreBackup({
  url,
  file,
  migrations,
}: Options): Promise<BackupSummary & { files: SecretFile[] }> {
  const summary = await inspectBackup({ file, migrations })
  const sql = createSql(url, { ...LOADING_LIMITS, searchPath: LOADING })
  try {
    await sql.unsafe(`drop schema if exists ${LOADING} cascade`)
    await sql.unsafe(`create schema ${LOADING}`)
    await migrate(sql, migrations, { upTo: summary.head.schema })
    const files = await load(sql, file)
    await compareCounts(sql, summary.rows)
    await migrate(sql, migrations)
    await sql.begin((tx) => changePlaces(tx))
    await sql`analyze`
    return { ...summary, files }
  } catch (error) {
    await dropLoading(url)
    throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Puts back what a restore has replaced; what was restored is gone then. Throws BACKUP_UNUSABLE where there is nothing. */
export async function undoRestore(url: string): Promise<void> {
  await withSql(url, (sql) =>
    sql.begin(async (tx) => {
      const names = await readNames(tx)
      await tx.unsafe(`create schema ${LOADING}`)
      await moveObjects(tx, { from: IN_USE, to: LOADING, named: names })
      await moveObjects(tx, { from: RESTORE_POINT, to: IN_USE })
      await tx.unsafe(`drop schema ${LOADING} cascade`)
      await tx.unsafe(`drop schema ${RESTORE_POINT}`)
    }),
  )
}

/** Removes the restore point. Throws BACKUP_UNUSABLE where there is none. */
export async function forgetRestorePoint(url: string): Promise<void> {
  await withSql(url, async (sql) => {
    await readNames(sql)
    await sql.unsafe(`drop schema ${RESTORE_POINT} cascade`)
  })
}

/** Connections of other processes of Segue to this database. */
export async function countUsers(url: string): Promise<number> {
  return withSql(url, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'segue' and pid <> pg_backend_pid()`
    return row?.count ?? 0
  })
}

function refuseNewer({ schema }: Head, newest: number): void {
  if (schema <= newest) return
  throw new DomainError(
    'BACKUP_UNUSABLE',
    `The backup was made by a newer Segue (schema ${String(schema)}; this one has ${String(newest)}).`,
    { hint: 'Restore it with that version or a newer one.' },
  )
}

async function load(sql: Sql, file: string): Promise<SecretFile[]> {
  const files: SecretFile[] = []
  const expected = await tablesInOrder(sql)
  // Migrations wrote rows of their own, and triggers would write again what the backup has.
  await sql.unsafe(`truncate ${expected.map(quote).join(', ')}`)
  const triggers = await disableTriggers(sql)
  // Rows may come before those they refer to: the tables of a file are in the order of their names.
  const references = await dropReferences(sql)
  const reader = openBackup(file)
  try {
    await reader.head()
    for (;;) {
      const entry = await reader.entry()
      if ('sha256' in entry) break
      if ('sequences' in entry) await setSequences(sql, entry.sequences)
      if ('file' in entry) files.push({ name: entry.file, content: Buffer.from(entry.base64, 'base64') })
      if (!('table' in entry)) continue
      if (!expected.includes(entry.table)) {
        throw damaged(`it has a table ${entry.table} that its schema has not`)
      }
      const copy = `copy ${quote(entry.table)} (${entry.columns.map(quote).join(', ')}) from stdin`
      await whileMoving(sql, async (moved) => {
        const into: Writable = await sql.unsafe(copy).writable()
        await pipeline(Readable.from(noting(reader.rows(), moved)), into)
      })
    }
  } finally {
    reader.close()
  }
  for (const statement of references) await sql.unsafe(statement)
  for (const statement of triggers) await sql.unsafe(statement)
  return files
}

/** Gives the statements that make triggers again what they were. */
async function disableTriggers(sql: Sql): Promise<string[]> {
  const rows = await sql<{ table: string; name: string; state: string }[]>`
    select tgrelid::regclass::text as table, tgname as name, tgenabled as state
    from pg_trigger t join pg_class c on c.oid = tgrelid
    where relnamespace = current_schema()::regnamespace and not tgisinternal and tgenabled in ('O', 'A')`
  for (const { table, name } of rows) await sql.unsafe(`alter table ${table} disable trigger ${quote(name)}`)
  return rows.map(
    ({ table, name, state }) =>
      `alter table ${table} enable ${state === 'A' ? 'always ' : ''}trigger ${quote(name)}`,
  )
}

async function* noting(rows: AsyncIterable<Buffer>, moved: () => void): AsyncGenerator<Buffer> {
  for await (const chunk of rows) {
    moved()
    yield chunk
  }
}

async function tablesInOrder(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'schema_migrations'
    order by relname`
  return rows.map(({ name }) => name)
}

/** Takes the references between tables away; gives the statements that add them again, which check every row. */
async function dropReferences(sql: Sql): Promise<string[]> {
  const rows = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`
  for (const { table, name } of rows) {
    await sql.unsafe(`alter table ${table} drop constraint ${quote(name)}`)
  }
  return rows.map(
    ({ table, name, definition }) => `alter table ${table} add constraint ${quote(name)} ${definition}`,
  )
}

/** Numbers that were given out here are not given out again: kept answers and locks go by them. */
async function setSequences(sql: Sql, sequences: Record<string, string | null>): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    await sql`
      select setval(s.seqname::regclass, greatest(${last}::bigint, used.last_value))
      from (select quote_ident(schemaname) || '.' || quote_ident(sequencename) as seqname from pg_sequences
        where schemaname = ${LOADING} and sequencename = ${name}) s
      left join (select last_value from pg_sequences where schemaname = ${IN_USE} and sequencename = ${name}) used on true
      where greatest(${last}::bigint, used.last_value) is not null`
  }
}

async function compareCounts(sql: Sql, rows: Record<string, number>): Promise<void> {
  for (const [table, expected] of Object.entries(rows)) {
    const [counted] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`
    if (counted?.count !== expected) throw damaged(`rows of ${table} could not be loaded`)
  }
}

/** What is in use becomes the restore point, and what was loaded comes into use. */
async function changePlaces(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
  await tx.unsafe(`drop schema if exists ${RESTORE_POINT} cascade`)
  await tx.unsafe(`create schema ${RESTORE_POINT}`)
  const names = (await listObjects(tx, LOADING)).map(({ name }) => name)
  await moveObjects(tx, { from: IN_USE, to: RESTORE_POINT, named: names })
  await moveObjects(tx, { from: LOADING, to: IN_USE })
  await tx.unsafe(`drop schema ${LOADING}`)
  await tx.unsafe(`comment on schema ${RESTORE_POINT} is '${JSON.stringify(names)}'`)
}

type Moved = { kind: 'table' | 'sequence' | 'function'; name: string; signature: string }

/** Tables, sequences that belong to none, and functions; not what an extension brought. */
function listObjects(tx: TransactionSql, schema: string): Promise<Moved[]> {
  return tx<Moved[]>`
    select case relkind when 'S' then 'sequence' else 'table' end as kind, relname::text as name,
      quote_ident(relname) as signature
    from pg_class c where relnamespace = ${schema}::regnamespace and relkind in ('r', 'S')
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
        and d.deptype in ('a', 'i', 'e') and d.refclassid in ('pg_class'::regclass, 'pg_extension'::regclass))
    union all
    select 'function', proname::text,
      quote_ident(proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'
    from pg_proc p where pronamespace = ${schema}::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`
}

/** Only those of these names where some are given, and the tables of vectors, which are built again. */
async function moveObjects(
  tx: TransactionSql,
  { from, to, named }: { from: string; to: string; named?: string[] },
): Promise<void> {
  for (const { kind, name, signature } of await listObjects(tx, from)) {
    const isOurs = !named || named.includes(name) || name.startsWith('segue_vector')
    if (isOurs) await tx.unsafe(`alter ${kind} ${from}.${signature} set schema ${to}`)
  }
}

async function readNames(sql: Pick<Sql, 'unsafe'>): Promise<string[]> {
  const [row] = await sql.unsafe<{ names: string | null }[]>(
    `select obj_description(oid, 'pg_namespace') as names from pg_namespace where nspname = '${RESTORE_POINT}'`,
  )
  if (!row?.names) throw new DomainError('BACKUP_UNUSABLE', 'Nothing is kept from before a restore.')
  return JSON.parse(row.names) as string[]
}

async function dropLoading(url: string): Promise<void> {
  await withSql(url, (sql) => sql.unsafe(`drop schema if exists ${LOADING} cascade`)).catch(() => undefined)
}

async function withSql<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = createSql(url, LOADING_LIMITS)
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const quote = (name: string): string => `"${name}"`
