import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const SEARCHES = 200_000
const CYCLES = 50
const MOST_GROWTH = 10 * 2 ** 20

const toPath = (name: string) => fileURLToPath(new URL(name, import.meta.url))

test('searches, writes and reads leave no memory behind', { timeout: 180_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--expose-gc',
      // The young generation would grow by 16 MB and more while it finds its size, leak or no leak.
      '--max-semi-space-size=1',
      toPath('./native/leak-process.mjs'),
      toPath('../../build/native'),
      String(SEARCHES),
      String(CYCLES),
    ],
    // A block of its own for every large answer; see leak-process.mjs.
    { env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '65536' } },
  )
  const { grownBytes } = JSON.parse(stdout) as { grownBytes: number }
  expect(grownBytes).toBeLessThan(MOST_GROWTH)
})
