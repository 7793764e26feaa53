import type { Sql } from '~db/client'
import { describe, expect, it } from 'vitest'
import { givingWay } from './giving-way'

/** What the driver's client is as far as this matters: a tag whose statements are sent once they are awaited, and more. */
function createClient(asked: string[]) {
  const client = (strings: readonly string[] | string) =>
    typeof strings === 'string'
      ? 'prepared'
      : {
          then: (settle: (rows: object[]) => unknown) => {
            asked.push(strings.join())
            return Promise.resolve([{ one: 1 }]).then(settle)
          },
        }
  return Object.assign(client, { options: { max: 3 } }) as unknown as Sql
}

/** Ways that are free when it is said so. */
function createWays() {
  const ways: (() => void)[] = []
  const giveWay = () => new Promise<void>((resolve) => ways.push(resolve))
  return { ways, giveWay }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('statements that give way', () => {
  it('are sent when they are let, with the answer they would have had', async () => {
    const asked: string[] = []
    const { ways, giveWay } = createWays()
    const sql = givingWay(createClient(asked), giveWay)
    const answer = Promise.resolve(sql`select 1`)
    await settle()
    expect(asked).toEqual([])
    ways[0]?.()
    expect(await answer).toEqual([{ one: 1 }])
    expect(asked).toEqual(['select 1'])
  })

  it('are sent in the order in which they were asked, however long each gives way', async () => {
    const asked: string[] = []
    const { ways, giveWay } = createWays()
    const sql = givingWay(createClient(asked), giveWay)
    const answers = Promise.all([sql`the fence`, sql`the lock`])
    await settle()
    expect(ways).toHaveLength(1)
    ways[0]?.()
    await settle()
    expect(asked).toEqual(['the fence'])
    ways[1]?.()
    await answers
    expect(asked).toEqual(['the fence', 'the lock'])
  })

  it('stand in another one without a way of their own', async () => {
    const { ways, giveWay } = createWays()
    const asked: string[] = []
    const sql = givingWay(createClient(asked), giveWay)
    const answer = Promise.resolve(sql`select * from (${sql`values (1)`}) as v`)
    await settle()
    expect(ways).toHaveLength(1)
    ways[0]?.()
    await answer
    expect(asked).toEqual(['select * from (,) as v'])
  })

  it('leave what prepares a value, and the client itself, as they are', () => {
    const sql = givingWay(createClient([]), () => new Promise(() => undefined))
    expect(sql('name')).toBe('prepared')
    expect(sql.options.max).toBe(3)
  })
})
