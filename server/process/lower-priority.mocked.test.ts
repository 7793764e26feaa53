import type * as FileSystem from 'node:fs'
import { readdirSync } from 'node:fs'
import { constants, getPriority } from 'node:os'
import { describe, expect, it, vi } from 'vitest'
import { lowerPriority } from './lower-priority'

const { PRIORITY_LOW } = constants.priority
/** No process has it: above the largest pid_max that Linux allows. */
const NO_THREAD = String(2 ** 22 + 1)

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof FileSystem>()
  return { ...original, readdirSync: vi.fn(original.readdirSync) }
})

/** The niceness of each thread of this process; a thread that ends meanwhile has none. */
function nicenessOfThreads(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      return getPriority(Number(thread))
    } catch {
      return []
    }
  })
}

/** Lower than now, for no process may raise its priority again: each test goes one further. */
const further = () => Math.min(PRIORITY_LOW, getPriority() + 1)

describe.runIf(process.platform === 'linux')('a process that steps back', () => {
  it('takes along the threads that were there before', () => {
    const niceness = further()
    expect(nicenessOfThreads().length).toBeGreaterThan(1)
    lowerPriority(niceness)
    expect(new Set(nicenessOfThreads())).toEqual(new Set([niceness]))
  })

  it('passes over a thread that ended after it was listed', () => {
    const niceness = further()
    const threads = readdirSync('/proc/self/task')
    vi.mocked(readdirSync).mockReturnValueOnce([NO_THREAD, ...threads] as never)
    lowerPriority(niceness)
    expect(new Set(nicenessOfThreads())).toEqual(new Set([niceness]))
  })
})

it('asks for no list of threads where the priority is kept for the whole process', () => {
  const niceness = further()
  vi.stubGlobal('process', Object.create(process, { platform: { value: 'darwin' } }))
  vi.mocked(readdirSync).mockClear()
  lowerPriority(niceness)
  expect(readdirSync).not.toHaveBeenCalled()
  expect(getPriority()).toBe(niceness)
})
