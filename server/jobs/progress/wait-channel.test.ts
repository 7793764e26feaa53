import { expect, it, vi } from 'vitest'
import type { Waiting } from '../../domain/job'
import { createWaitChannel } from './wait-channel'

const waiting = (reason: string, until: string) => ({ for: reason, until })

it('a job hears of the waits below it, and not of those of another', async () => {
  const channel = createWaitChannel()
  const [one, two] = [vi.fn(), vi.fn()]
  const work = async (reason: string) => {
    await Promise.resolve()
    const end = channel.begin(waiting(reason, '2026-01-01'))
    await Promise.resolve()
    end()
  }
  await Promise.all([channel.listen(one, () => work('one')), channel.listen(two, () => work('two'))])
  expect(one.mock.calls).toEqual([[waiting('one', '2026-01-01')], [null]])
  expect(two.mock.calls).toEqual([[waiting('two', '2026-01-01')], [null]])
})

it('of several waits the one that ends last is told, until none is left', async () => {
  const channel = createWaitChannel()
  const heard = vi.fn<(told: Waiting | null) => void>()
  await channel.listen(heard, async () => {
    const endLong = channel.begin(waiting('long', '2026-01-02'))
    const endShort = channel.begin(waiting('short', '2026-01-01'))
    endLong()
    endShort()
    return Promise.resolve()
  })
  expect(heard.mock.calls.map(([told]) => told?.for ?? null)).toEqual(['long', 'long', 'short', null])
})

it('a wait outside of any job is nobody’s', () => {
  expect(() => {
    createWaitChannel().begin(waiting('nobody', '2026-01-01'))()
  }).not.toThrow()
})
