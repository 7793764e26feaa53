import type { Queryable } from '~db/client'
import type { GiveWay } from '../../jobs/right-of-way'

type Settle = Parameters<Promise<unknown>['then']>

/**
 * The same connection, each statement of which gives way first, before its values are written out for the database. They are
 * sent in the order in which they were asked, also where one is asked before the answer to another has come: a fence is
 * checked first. The driver sends a statement when it is awaited; one that is a part of another never is.
 */
export function givingWay<T extends Queryable>(sql: T, giveWay: GiveWay): T {
  let line: Promise<void> = Promise.resolve()
  return new Proxy(sql, {
    apply(target, self, values: unknown[]) {
      const asked: unknown = Reflect.apply(target as (...values: unknown[]) => unknown, self, values)
      if (!isStatement(values)) return asked
      const statement = asked as PromiseLike<unknown>
      const send = statement.then.bind(statement)
      let way: Promise<void> | null = null
      const then = (...settle: Settle): Promise<unknown> => {
        way ??= line = line.then(giveWay)
        return way.then(() => send(...settle))
      }
      return Object.assign(statement, {
        then,
        catch: (fail: Settle[1]) => then(undefined, fail),
        finally: (end: () => void) => then().finally(end),
      })
    },
  })
}

/** Called as a tag of a template; otherwise it prepares a value for one. */
const isStatement = ([strings]: unknown[]): boolean => Array.isArray(strings) && 'raw' in strings
