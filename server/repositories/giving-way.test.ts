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

  it('are sent in the order in which they were asked, however long each gives way', async () => {
    const asked: string[] = []
    const client = ((strings: readonly string[]) => {
      asked.push(strings.join())
      return Promise.resolve([])
    }) as unknown as Sql
    const ways: (() => void)[] = []
    const sql = givingWay(client, () => new Promise((resolve) => ways.push(resolve)))
    const answers = [sql`the fence`, sql`the lock`]
    await Promise.resolve()
    expect(ways).toHaveLength(1)
    ways[0]?.()
    await answers[0]
    expect(asked).toEqual(['the fence'])
    ways[1]?.()
    await answers[1]
    expect(asked).toEqual(['the fence', 'the lock'])
  })

  it('leave what prepares a value, and the client itself, as they are', () => {
    const sql = givingWay(createClient([]), () => new Promise(() => undefined))
    expect(sql('name')).toBe('prepared')
    expect(sql.options.max).toBe(3)
  })
})
