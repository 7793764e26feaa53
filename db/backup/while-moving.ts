import type { Sql } from '../client'
import { DomainError } from '~server/domain/errors'

/** A COPY that the database refuses never settles in postgres 3.4 (porsager/postgres#1173): silence is its end. */
const SILENCE_MS = 60_000

/** `work`, which says each time that something moved; after silence the connections of `sql` are ended. Throws TIMED_OUT. */
export async function whileMoving<T>(
  sql: Sql,
  work: (moved: () => void) => Promise<T>,
  silenceMs = SILENCE_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const late = () => {
      reject(new DomainError('TIMED_OUT', 'The database neither took nor gave rows any more.'))
      void sql.end({ timeout: 0 })
    }
    timer = setTimeout(late, silenceMs)
  })
  try {
    return await Promise.race([work(() => timer?.refresh()), silence])
  } finally {
    clearTimeout(timer)
  }
}
