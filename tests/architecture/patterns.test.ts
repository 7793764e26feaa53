import { Worker } from 'node:worker_threads'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPatterns, toUnits, type Pattern } from './patterns'
import { isTestFile, listFiles, root } from './source-files'

/** Four times what any text has that is matched: time in proportion to its square is then minutes, else milliseconds. */
const LENGTH = 256 * 1024
/** So long nothing is heard of a pattern that takes its time; the others together take less. */
const SILENCE_MS = 15_000

const patterns = listFiles(/\.(ts|tsx|mjs)$/, ['app', 'server', 'workers', 'scripts', 'db'])
  .filter((file) => !isTestFile(file))
  .flatMap((file) => findPatterns(path.join(root, file)))
  .filter(
    ({ flags }, i, all) => all.findIndex((one) => one.source === all[i]?.source && one.flags === flags) === i,
  )

/** The first pattern that a thread hangs at; null where it is done with all. */
function findHang(some: Pattern[], silenceMs: number): Promise<string | null> {
  const workerData = { length: LENGTH, patterns: some.map((one) => ({ ...one, units: toUnits(one) })) }
  const thread = new Worker(path.join(import.meta.dirname, 'match-patterns.mjs'), { workerData })
  let next = 0
  return new Promise((resolve, reject) => {
    const end = (hang: string | null) => {
      clearTimeout(silence)
      void thread.terminate()
      resolve(hang)
    }
    const hang = () => {
      end(`${some[next]?.at ?? ''} /${some[next]?.source ?? ''}/`)
    }
    let silence = setTimeout(hang, silenceMs)
    thread.on('error', reject)
    thread.on('message', (index: number) => {
      clearTimeout(silence)
      next = index + 1
      if (next === some.length) end(null)
      else silence = setTimeout(hang, silenceMs)
    })
  })
}

describe('patterns', () => {
  it('are found in the rooms that have some', () => {
    const rooms = new Set(patterns.map(({ at }) => path.relative(root, at).split('/')[0]))
    expect([...rooms].sort()).toEqual(['app', 'db', 'scripts', 'server', 'workers'])
  })

  it('match long texts of their own signs in time', { timeout: 120_000 }, async () => {
    expect(await findHang(patterns, SILENCE_MS)).toBeNull()
  })

  it.each(['(a+)+$', '\\s+$', '^(.*,)*x$'])('hang as %s does, and are named', async (source) => {
    const found = await findHang(
      [
        { source: '[a-z]', flags: '', at: 'good' },
        { source, flags: '', at: 'bad' },
      ],
      3000,
    )
    expect(found).toBe(`bad /${source}/`)
  })
})
