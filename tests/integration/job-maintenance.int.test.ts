import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createBoss } from '~server/jobs/boss'
import { LOCKS, withAdvisoryLock } from '~server/repositories/advisory-lock'
import { until } from '../setup/server'
import { createTestDatabase } from '../setup/services'

it('maintenance of the job queue hands out an expired delivery again and logs no error', async () => {
  const database = await createTestDatabase()
  const { sql } = database
  const lines: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const boss = createBoss({
    sql,
    log: pino({ level: 'warn' }, stream),
    exclusively: (work) => withAdvisoryLock(sql, LOCKS.jobQueues, work),
    works: true,
    maintenanceSeconds: 1,
  })
  try {
    await boss.start(['nightly-own'])
    const id = '00000000-0000-4000-8000-000000000001'
    await boss.delivery.send(sql, { queue: 'nightly-own', id, notBefore: null })
    await sql`
      update pgboss.job set state = 'active', started_on = now() - interval '1 day', expire_in = interval '1 minute'
      where id = ${id}`
    const isHandedOut = async () => {
      const [job] = await sql<{ state: string }[]>`select state from pgboss.job where id = ${id}`
      return job?.state === 'retry'
    }
    await until('the delivery to be handed out again', isHandedOut, 30_000)
    const [first] = await sql<{ at: Date }[]>`select maintained_on as at from pgboss.version`
    await until(
      'another round',
      async () => {
        const [next] = await sql<{ at: Date }[]>`select maintained_on as at from pgboss.version`
        return next !== undefined && first !== undefined && next.at > first.at
      },
      30_000,
    )
    expect(lines).toEqual([])
  } finally {
    await boss.stop()
    await database.drop()
  }
})
