import type { Sql } from '~db/client'
import { describe, expect, it } from 'vitest'
import { givingWay } from './giving-way'

/** What a client is as far as this matters: a tag that asks, a function that prepares, and properties. */
function createClient(asked: string[]) {
  const client = (strings: unknown) => {
    if (!Array.isArray(strings) || !('raw' in strings)) return 'prepared'
    asked.push('statement')
    return Promise.resolve([{ one: 1 }])
  }
  return Object.assign(client, { options: { max: 3 } }) as unknown as Sql
}

describe('statements that give way', () => {
  it('are sent when they are let, with the answer they would have had', async () => {
    const asked: string[] = []
    let letGo = (): void => undefined
    const way = new Promise<void>((resolve) => (letGo = resolve))
    const sql = givingWay(createClient(asked), () => way)
    const answer = sql`select 1`
    await Promise.resolve()
    expect(asked).toEqual([])
    letGo()
    expect(await answer).toEqual([{ one: 1 }])
    expect(asked).toEqual(['statement'])
  })

  it('leave what prepares a value, and the client itself, as they are', () => {
    const sql = givingWay(createClient([]), () => new Promise(() => undefined))
    expect(sql('name')).toBe('prepared')
    expect(sql.options.max).toBe(3)
  })
})
