import type { JSONValue } from 'postgres'
import type { Queryable } from '~db/client'

/** PostgreSQL's number of the type text. */
const TEXT = 25

/**
 * Runs the statement of a .sql file over rows, which are sent as one JSON document ($1). It is planned each time: a plan
 * that was made while a table was small would read all of it when it has grown. Without rows nothing is sent. The document is
 * written when it is called: what is asked next is written out while the database is at this.
 */
export async function runStatement<Row extends object>(
  sql: Queryable,
  statement: string,
  rows: readonly JSONValue[],
  ...values: number[]
): Promise<Row[]> {
  return rows.length === 0
    ? []
    : sql.unsafe<Row[]>(statement, [sql.typed(JSON.stringify(rows), TEXT), ...values])
}
