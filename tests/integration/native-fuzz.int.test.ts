import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROUNDS = 3_000
const MOST_MEMORY = 768 * 2 ** 20

const toPath = (name: string) => fileURLToPath(new URL(name, import.meta.url))

interface FuzzReport {
  refused: number
  passed: number
  unclear: string[]
  peakBytes: number
}

test(
  'damaged index files end in errors, never in a crash or in gigabytes',
  { timeout: 180_000 },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      toPath('./native/fuzz-process.mjs'),
      toPath('../../build/native'),
      String(ROUNDS),
    ])
    const report = JSON.parse(stdout) as FuzzReport
    expect(report.unclear).toEqual([])
    expect(report.refused).toBeGreaterThan(ROUNDS)
    expect(report.passed).toBeGreaterThan(0)
    expect(report.peakBytes).toBeLessThan(MOST_MEMORY)
  },
)
