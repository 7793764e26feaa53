import { describe, expect, it, vi } from 'vitest'
import { compareScalers } from './domain/compare-scalers'
import { createStyledCatalog } from './domain/testing/catalog'
import { deafen } from './domain/testing/deafen'
import { packLists } from './domain/lists'
import type { Scaler } from '../domain/features/scaler'
import { judgeScaler, type JudgeScalerDeps } from './judge-scaler'

const styled = createStyledCatalog()
const lists = Array.from({ length: 32 }, (_, list) =>
  Array.from(styled.catalog.songs.keys()).filter(
    (song) => song % 8 === list % 8 && (song >> 3) % 4 === Math.floor(list / 8),
  ),
)
/** Playlists enough: four of each style, fifteen songs each, filled up with songs of the next. */
const catalog = {
  ...styled.catalog,
  playlists: packLists(lists.map((list, i) => [...list, ...(lists[(i + 8) % 32] ?? [])])),
}
const current: Scaler = { ...styled.scaler, fittedOn: 2000 }
const deaf: Scaler = { ...deafen(current), fittedOn: 2500 }
const refitted: Scaler = {
  ...current,
  fittedOn: 2500,
  dimensions: current.dimensions.map((dimension, i) => ({
    ...dimension,
    scale: dimension.scale * (i % 2 ? 0.98 : 1.02),
  })),
}

function house(changes: Partial<JudgeScalerDeps> = {}) {
  const warn = vi.fn()
  const compare = vi.fn<JudgeScalerDeps['compare']>((task) =>
    Promise.resolve({
      ok: true,
      comparison: compareScalers(task.catalog, task.scalers, { ...task, now: () => 0 }),
    }),
  )
  const deps: JudgeScalerDeps = {
    countPlaylists: () => Promise.resolve(20),
    readCatalog: () => Promise.resolve(catalog),
    compare,
    signal: new AbortController().signal,
    log: { warn },
    ...changes,
  }
  return { warn, compare, judge: (next: Scaler) => judgeScaler(deps, { current, next }, { seconds: 60 }) }
}

describe('judgeScaler', () => {
  it('lets a scaler pass that is as good, and says what a broken one loses', async () => {
    const { judge, warn } = house()
    expect(await judge(refitted)).toBeNull()
    expect(await judge(deaf)).toMatch(/^It loses \d+\.\d % of the hidden playlist tracks/)
    expect(warn).not.toHaveBeenCalled()
  })

  it('measures nothing in a small catalog, with few playlists, or where nothing changed', async () => {
    const { judge, compare } = house()
    expect(await judge({ ...deaf, fittedOn: 999 })).toBeNull()
    expect(await judge({ ...current, fittedOn: 2001 })).toBeNull()
    const few = house({ countPlaylists: () => Promise.resolve(19) })
    expect(await few.judge(deaf)).toBeNull()
    expect(compare).not.toHaveBeenCalled()
    expect(few.compare).not.toHaveBeenCalled()
  })

  it('lets a version pass that could not be measured, and says so in the log', async () => {
    const failing = house({ compare: () => Promise.resolve({ ok: false, message: 'out of memory' }) })
    const broken = house({ readCatalog: () => Promise.reject(new Error('no database')) })
    for (const { judge, warn } of [failing, broken]) {
      expect(await judge(deaf)).toBeNull()
      expect(warn).toHaveBeenCalledTimes(1)
    }
  })

  it('lets nothing pass while the process ends', async () => {
    const ending = new AbortController()
    const { judge } = house({
      signal: ending.signal,
      compare: () => {
        ending.abort(new Error('stopped'))
        return Promise.reject(new Error('the thread ended'))
      },
    })
    await expect(judge(deaf)).rejects.toThrow('stopped')
  })
})
