import { mergeSets } from '../domain/features/merge-sets'
import type { FeatureSet } from '../domain/features/features'
import type { IncomingTrack } from '../domain/track'
import type { FeatureLookup, TrackDescription } from '../catalog/ports'
import { SourceFault, type AskedTrack, type Source, type SourceAnswer } from './source'

/** What sources did not know, so that it is not asked again and again. */
export type Misses = {
  find: (source: string, ids: string[]) => Promise<Set<string>>
  remember: (source: string, ids: string[], seconds: number) => Promise<void>
}

export type SourceChainOptions = {
  /** In the order in which they are asked. */
  sources: readonly Source[]
  misses: Misses
  onFault: (source: Source, fault: unknown) => void
  now?: () => number
}

/** What a fault in our own code costs a source. */
const BUG_REST_SECONDS = 300

type State = { sets: FeatureSet[]; reasons: string[] }

/**
 * The sources in their order, each asked in batches about the tracks that lack what it gives. A source that fails is
 * left alone for a while and its tracks go on to the next; only the signal ends a look-up. Nothing is kept but the
 * names of tracks that a source did not know.
 */
export function createSourceChain({
  sources,
  misses,
  onFault,
  now = Date.now,
}: SourceChainOptions): FeatureLookup {
  const rests = new Map<Source, { until: number; why: string }>()

  async function askOf(source: Source, batch: AskedTrack[], signal: AbortSignal | undefined) {
    let answer: SourceAnswer
    try {
      answer = await source.ask(batch, signal)
    } catch (error) {
      signal?.throwIfAborted()
      const fault =
        error instanceof SourceFault
          ? error
          : new SourceFault('something went wrong on our side', BUG_REST_SECONDS, { cause: error })
      answer = { found: new Map(), unknown: [], failed: new Map(), fault }
    }
    if (answer.fault) {
      onFault(source, answer.fault)
      const until = now() + answer.fault.restSeconds * 1000
      rests.set(source, { until, why: answer.fault.message })
    }
    if (answer.unknown.length > 0) await misses.remember(source.name, answer.unknown, source.missSeconds)
    return answer
  }

  async function climb(
    source: Source,
    states: Map<AskedTrack, State>,
    { signal, tell }: { signal: AbortSignal | undefined; tell: () => void },
  ) {
    const lacking = [...states].filter(([, { sets }]) =>
      sets.every(({ values }) => values[source.gives] === undefined),
    )
    const missed = await misses.find(
      source.name,
      lacking.map(([{ spotifyId }]) => spotifyId),
    )
    const asked: AskedTrack[] = []
    for (const [track, { reasons }] of lacking) {
      const refusal = source.refuses?.(track) ?? null
      if (refusal !== null) reasons.push(`${source.title}: ${refusal}`)
      else if (missed.has(track.spotifyId)) reasons.push(`${source.title}: it does not know the track`)
      else asked.push(track)
    }
    for (let from = 0; from < asked.length; from += source.batchSize) {
      signal?.throwIfAborted()
      const batch = asked.slice(from, from + source.batchSize)
      const rest = rests.get(source)
      const isResting = rest !== undefined && now() < rest.until
      const answer = isResting ? null : await askOf(source, batch, signal)
      for (const track of batch) {
        const state = states.get(track)
        const set = answer?.found.get(track.spotifyId)
        if (set) state?.sets.push(set)
        else state?.reasons.push(`${source.title}: ${whyNot(track.spotifyId, answer, rest?.why)}`)
      }
      tell()
    }
  }

  return {
    async describe(tracks, { signal, progress } = {}) {
      const states = new Map<AskedTrack, State>()
      const distinct = new Map(tracks.flatMap((track) => (isAsked(track) ? [[track.spotifyId, track]] : [])))
      for (const track of distinct.values()) states.set(track, { sets: [], reasons: [] })
      const count = () => [...states.values()].filter(({ sets }) => sets.length > 0).length
      const tell = () => progress?.(count(), states.size)
      for (const source of sources) {
        signal?.throwIfAborted()
        await climb(source, states, { signal, tell })
      }
      return new Map(
        [...states].map(([{ spotifyId }, { sets, reasons }]): [string, TrackDescription] => [
          spotifyId,
          { sets: mergeSets(sets), reason: sets.length > 0 ? null : toSentence(reasons) },
        ]),
      )
    },
  }
}

const isAsked = (track: IncomingTrack): track is AskedTrack => track.spotifyId !== null

function whyNot(id: string, answer: SourceAnswer | null, restsBecause: string | undefined): string {
  if (answer === null) return restsBecause ?? 'it is left alone for a while'
  const failed = answer.failed.get(id)
  if (failed !== undefined) return failed
  if (answer.unknown.includes(id)) return 'it does not know the track'
  return answer.fault?.message ?? 'it does not know the track'
}

const toSentence = (reasons: string[]): string =>
  reasons.length === 0 ? 'no source of sound is switched on' : reasons.join('; ')
