import { Gauge, type Registry } from 'prom-client'

/** The index in use, as /metrics shows it. */
export type IndexReading = {
  version: number
  kind: 'flat' | 'ivf' | 'hnsw' | 'cspann'
  /** Tracks that can be found now, and those the version was built with. */
  count: number
  builtWith: number
  nlist: number | null
  nprobe: number | null
  /** recall@10 against exact search; null where the search is exact. */
  recall: number | null
  recallTarget: number
  drift: { share: number; distance: number }
  builtAt: Date
}

/** What a figure is read from; null where the index has no such figure. */
type Read = (index: IndexReading) => number | null

const GAUGES: [name: string, help: string, read: Read][] = [
  ['segue_index_tracks', 'Tracks that can be found now', ({ count }) => count],
  ['segue_index_version', 'Number of the index version in use', ({ version }) => version],
  ['segue_index_built_tracks', 'Tracks that the version was built with', ({ builtWith }) => builtWith],
  ['segue_index_lists', 'Lists of an approximate index (nlist)', ({ nlist }) => nlist],
  ['segue_index_lists_searched', 'Lists that a search compares (nprobe)', ({ nprobe }) => nprobe],
  [
    'segue_index_recall_ratio',
    'recall@10 against exact search, measured at the build; 1 where the search is exact',
    ({ recall }) => recall ?? 1,
  ],
  ['segue_index_recall_target_ratio', 'recall@10 that is asked for', ({ recallTarget }) => recallTarget],
  [
    'segue_index_drift_ratio',
    'Tracks that came, changed or went since the build, as part of those it was built with',
    ({ drift }) => drift.share,
  ],
  [
    'segue_index_drift_distance',
    'Furthest move of the mean of a dimension since the build, in its own spread',
    ({ drift }) => drift.distance,
  ],
  [
    'segue_index_age_seconds',
    'Time since the version was built',
    ({ builtAt }) => Math.max(0, (Date.now() - builtAt.getTime()) / 1000),
  ],
]

/** Gauges of the index in use, read when somebody looks; before there is an index they are absent. */
export function registerIndexMetrics(registry: Registry, read: () => IndexReading | null): void {
  for (const [name, help, figureOf] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const index = read()
        const value = index && figureOf(index)
        if (value === null) this.remove()
        else this.set(value)
      },
    })
  }
  new Gauge({
    name: 'segue_index_kind',
    help: 'Kind of the index in use: flat is exact, ivf is approximate',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset()
      const index = read()
      if (index) this.set({ kind: index.kind }, 1)
    },
  })
}
