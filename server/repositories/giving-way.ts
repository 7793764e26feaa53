import type { Queryable } from '~db/client'
import type { GiveWay } from '../services/right-of-way'

/**
 * The same connection, each statement of which gives way first, before its values are written out for the database. Its
 * statements are awaited as they are; none can be a part of another one, or a cursor.
 */
export function givingWay<T extends Queryable>(sql: T, giveWay: GiveWay): T {
  return new Proxy(sql, {
    apply(target, self, values: unknown[]) {
      const ask = (): unknown => Reflect.apply(target as (...values: unknown[]) => unknown, self, values)
      return isStatement(values) ? giveWay().then(ask) : ask()
    },
  })
}

/** Called as a tag of a template; otherwise it prepares a value for one. */
const isStatement = ([strings]: unknown[]): boolean => Array.isArray(strings) && 'raw' in strings
