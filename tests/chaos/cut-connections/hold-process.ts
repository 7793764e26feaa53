import { setTimeout as sleep } from 'node:timers/promises'
import { createSql, type Queryable } from '~db/client'

// What the server does with the connections that it holds, for cut-connections.int.test.ts: a rejection that nobody hears,
// or an error in a timer, ends the process as it would end the server.
const { databaseUrl, how } = JSON.parse(process.argv[2] ?? '') as { databaseUrl: string; how: string }

const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`)
const sql = createSql(databaseUrl, { max: 1 })
const other = createSql(databaseUrl, { max: 1 })
const cut = async (pid: number) => {
  await other`select pg_terminate_backend(${pid})`
  await sleep(100)
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  )

const codes: string[] = []

/** Goes on after the cut, while the connection is in another transaction. */
async function goOn(tx: Queryable): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
  await tx`insert into notes values ('before the cut')`
  await cut(row?.pid ?? 0)
  await sql.begin(async (next) => {
    await next`insert into notes values ('next')`
    codes.push(await codeOf(tx`insert into notes values ('after the cut')`))
  })
  if (how === 'throw') throw new Error('on purpose')
}

if (how === 'reserve') {
  const held = await sql.reserve()
  const [row] = await held<{ pid: number }[]>`select pg_backend_pid() as pid`
  await cut(row?.pid ?? 0)
  codes.push(await codeOf(held`select 1`), await codeOf(held`select 2`))
  held.release()
  const next = await sql.reserve()
  await next`select 3`
  next.release()
} else {
  let work: Promise<void> = Promise.resolve()
  codes.push(await codeOf(sql.begin((tx) => (work = goOn(tx)))))
  await work.catch(() => undefined)
  // The transaction that broke off ends by itself now, which must not reach anybody.
  await sleep(100)
}
const notes = await sql<{ note: string }[]>`select note from notes order by note`
say({ event: 'ended', codes, notes: notes.map(({ note }) => note) })
await Promise.all([sql.end({ timeout: 5 }), other.end({ timeout: 5 })])
