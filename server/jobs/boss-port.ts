import type { Queryable, Sql } from '~db/client'

/** What pg-boss asks of a database (its option `db`), so that it opens no pool of its own. */
export type BossPort = { executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> }

type Values = Parameters<Sql['unsafe']>[1]

/** pg-boss gives lists of jobs as JSON that is text already; the driver would make it a JSON string again. */
const TAKES_JSON_LIST = 'json_to_recordset($1'
/** Several statements that bring a transaction of their own need one connection for all of them. */
const OPENS_TRANSACTION = /^\s*BEGIN\b/

/**
 * Its own workers say how a delivery ended without waiting for the answer (manager.js, onFetch): refused, that would end
 * the process. Such a delivery expires and comes again.
 */
const ENDS_DELIVERY = /state = 'completed',\s+output|failed_jobs as/

/** pg-boss over the one pool of this process. `onFault` is told of what pg-boss itself would not hear. */
export function toBossPort(sql: Sql, onFault: (error: unknown) => void): BossPort {
  const plain = toBossPortInside(sql)
  return {
    async executeSql(text, values) {
      // First: maintenance ends expired deliveries too, in a transaction of its own, and waits for the answer.
      if (OPENS_TRANSACTION.test(text)) return runOnOneConnection(sql, text)
      const answer = plain.executeSql(text, values)
      if (!ENDS_DELIVERY.test(text)) return answer
      return answer.catch((error: unknown) => {
        onFault(error)
        return { rows: [{ count: '0' }] }
      })
    },
  }
}

async function runOnOneConnection(sql: Sql, text: string): Promise<{ rows: unknown[] }> {
  const connection = await sql.reserve()
  try {
    await connection.unsafe(text)
    return { rows: [] }
  } catch (error) {
    await connection.unsafe('rollback').catch(() => undefined)
    throw error
  } finally {
    connection.release()
  }
}

/** pg-boss inside a transaction of ours: what it does is committed with the rest, or not at all. */
export function toBossPortInside(sql: Queryable): BossPort {
  return {
    async executeSql(text, values = []) {
      const given = values.map((value, i) => {
        if (value === undefined) return null
        const isList = i === 0 && typeof value === 'string' && text.includes(TAKES_JSON_LIST)
        return isList ? (JSON.parse(value) as unknown) : value
      })
      return { rows: [...(await sql.unsafe(text, given as Values))] }
    },
  }
}
