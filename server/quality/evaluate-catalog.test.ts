import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import { evaluateCatalog as measure } from './domain/evaluate'
import type { EvaluationLimits } from './domain/limits'
import { createStyledCatalog } from './domain/testing/catalog'
import { evaluateCatalog, type EvaluateCatalogDeps } from './evaluate-catalog'
import type { IndexVersion } from '../catalog/ports'

const limits: EvaluationLimits = { playlists: 6, queries: 20, seconds: 60 }
const { catalog, scaler } = createStyledCatalog()
const version = { version: 7, scaler, recall: 0.985 } as IndexVersion

function house(changes: Partial<EvaluateCatalogDeps> = {}) {
  const save = vi.fn<EvaluateCatalogDeps['quality']['save']>(() => Promise.resolve())
  const deps: EvaluateCatalogDeps = {
    getVersion: () => version,
    readCatalog: () => Promise.resolve(catalog),
    evaluate: (task) =>
      Promise.resolve({ ok: true, report: measure(task.catalog, task.scaler, { ...task, now: () => 0 }) }),
    listSearchable: () => Promise.resolve(['a', 'b', 'c', 'd']),
    findNeighbours: (ids) =>
      Promise.resolve(ids.map((id) => ({ id, neighbours: [{ id: 'z', score: 0.5 }] }))),
    quality: { save },
    ...changes,
  }
  const run = (signal = new AbortController().signal) =>
    evaluateCatalog(deps, { seed: 3, limits }, { progress: () => undefined, signal })
  return { run, save }
}

describe('evaluateCatalog', () => {
  it('keeps the report with the version it was measured on', async () => {
    const { run, save } = house()
    await run()
    expect(save).toHaveBeenCalledTimes(1)
    expect(save.mock.calls[0]?.[0]).toMatchObject({
      version: 7,
      annRecall: 0.985,
      determinism: 1,
      report: { seed: 3 },
    })
  })

  it('sees a track that has other neighbours alone than among others', async () => {
    const { run, save } = house({
      findNeighbours: (ids) =>
        Promise.resolve(
          ids.map((id) => ({
            id,
            neighbours: [{ id: id === 'b' && ids.length > 1 ? 'y' : 'z', score: 0.5 }],
          })),
        ),
    })
    await run()
    expect(save.mock.calls[0]?.[0].determinism).toBe(0.75)
  })

  it('keeps nothing when there is no index, the thread fails or the job was stopped', async () => {
    const stop = new AbortController()
    stop.abort(new DomainError('CANCELLED', 'Stopped.'))
    const empty = house({
      getVersion: () => {
        throw new DomainError('CATALOG_EMPTY', 'There is no track to compare with yet.')
      },
    })
    const failing = house({ evaluate: () => Promise.resolve({ ok: false, message: 'out of memory' }) })
    const stopped = house()
    await expect(empty.run()).rejects.toMatchObject({ code: 'CATALOG_EMPTY' })
    await expect(failing.run()).rejects.toThrow('out of memory')
    await expect(stopped.run(stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    for (const { save } of [empty, failing, stopped]) expect(save).not.toHaveBeenCalled()
  })
})
