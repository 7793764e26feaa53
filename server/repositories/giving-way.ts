import type { Queryable } from '~db/client'
import type { GiveWay } from '../services/right-of-way'

/**
 * The same connection, each statement of which gives way first, before its values are written out for the database. They are
 * sent in the order in which they were asked, also where one is asked before the answer to another has come: a fence is
 * checked first. A statement is awaited as it is; none can be a part of another one, or a cursor.
 */
export function givingWay<T extends Queryable>(sql: T, giveWay: GiveWay): T {
  let line: Promise<unknown> = Promise.resolve()
  return new Proxy(sql, {
    apply(target, self, values: unknown[]) {
      const ask = (): unknown => Reflect.apply(target as (...values: unknown[]) => unknown, self, values)
      if (!isStatement(values)) return ask()
      const way = line.then(giveWay)
      line = way
      return way.then(ask)
    },
  })
}

/** Called as a tag of a template; otherwise it prepares a value for one. */
const isStatement = ([strings]: unknown[]): boolean => Array.isArray(strings) && 'raw' in strings
