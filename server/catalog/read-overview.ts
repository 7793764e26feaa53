import type { Track } from '../domain/track'

export type Overview = { tracks: number; searchable: number; artists: number; examples: Track[] }
type Deps = {
  tracks: {
    countCatalog: () => Promise<Omit<Overview, 'examples'>>
    findExamples: (limit: number) => Promise<Track[]>
  }
  /** Names the state of the index. */
  findBasis: () => string | null
  now?: () => number
}

const EXAMPLES = 8
/** A track that nobody describes is counted, and the index hears nothing of it. */
const KEPT_MS = 5000

/**
 * Counts the catalog and picks some tracks to begin with: once for each state of the index, and again after a while.
 * Whoever asks meanwhile waits for the same counting.
 */
export function createReadOverview({ tracks, findBasis, now = Date.now }: Deps): () => Promise<Overview> {
  let kept: { basis: string | null; at: number; overview: Promise<Overview> } | null = null

  const read = async (): Promise<Overview> => {
    const [counts, examples] = await Promise.all([tracks.countCatalog(), tracks.findExamples(EXAMPLES)])
    return { ...counts, examples }
  }

  return () => {
    const basis = findBasis()
    if (kept?.basis !== basis || now() - kept.at >= KEPT_MS) {
      const overview = read()
      kept = { basis, at: now(), overview }
      overview.catch(() => {
        if (kept?.overview === overview) kept = null
      })
    }
    return kept.overview
  }
}
