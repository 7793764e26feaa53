import type { MeasuredCatalog } from './catalog'
import type { HeldOut } from './hold-out'
import { createContinueMethods, createDiscoverMethods, type Method } from './hold-out-methods'
import { toFigure } from './interval'
import { precisionAt, recallAt, rPrecision } from './metrics'
import type { HoldOut, HoldOutRow } from './report'

export const RECALL_AT = 100
export const PRECISION_AT = 10
const ARTISTS_AMONG = 30

type Options = { seed: number; isLate: () => boolean }

/** Measures every method of both modes on the held-out playlists. */
export function evaluateHoldOut(
  catalog: MeasuredCatalog,
  lists: HeldOut[],
  { seed, isLate }: Options,
): { continue: HoldOut; discover: HoldOut } {
  const toBoard = (methods: Method[]) =>
    methods.map((method) => ({ ...method, tally: createTally(catalog, seed) }))
  const boards = {
    continue: toBoard(createContinueMethods(catalog, seed)),
    discover: toBoard(createDiscoverMethods(catalog, seed)),
  }
  let done = 0
  for (const list of lists) {
    if (done > 0 && isLate()) break
    done++
    const k = Math.max(RECALL_AT, list.hidden.length)
    for (const { rank, tally } of [...boards.continue, ...boards.discover]) tally.add(list, rank(list, k))
  }
  const common = {
    playlists: done,
    seeds: lists[0]?.seeds.length ?? 0,
    recallAt: RECALL_AT,
    precisionAt: PRECISION_AT,
  }
  const toRows = (board: typeof boards.continue): HoldOutRow[] =>
    board.map(({ method, ours, tally }) => ({ method, ours, ...tally.toRow() }))
  return {
    continue: { ...common, rows: toRows(boards.continue) },
    discover: { ...common, rows: toRows(boards.discover) },
  }
}

/** Finding another release of a hidden track is finding it, so songs are counted and not tracks. */
function createTally({ songs, artists }: MeasuredCatalog, seed: number) {
  const recall: number[] = []
  const precise: number[] = []
  const atR: number[] = []
  let variety = 0
  return {
    add({ hidden }: HeldOut, picked: number[]): void {
      const found = picked.map((track) => songs[track])
      const wanted = new Set(hidden.map((track) => songs[track]))
      recall.push(recallAt(found, wanted, RECALL_AT))
      precise.push(precisionAt(found, wanted, PRECISION_AT))
      atR.push(rPrecision(found, wanted))
      variety += new Set(picked.slice(0, ARTISTS_AMONG).map((track) => artists[track])).size / ARTISTS_AMONG
    },
    toRow: (): Omit<HoldOutRow, 'method' | 'ours'> => ({
      recall: toFigure(recall, seed),
      rPrecision: toFigure(atR, seed),
      precision: toFigure(precise, seed),
      artists: recall.length === 0 ? 0 : variety / recall.length,
    }),
  }
}
