import { toHeardClip, toVectorInput, type Clip, type ClipQuery, type ClipRecommendation } from './domain/clip'
import type { Track } from '../domain/track'
import { resolveControls } from '../similar/domain/controls'
import { mergeValues } from '../domain/features/merge-values'
import type { Candidate } from '../similar/domain/ranking/member'
import { blockMask, shapeVector, type ShapedVector, type UnitVector } from '../domain/features/vector'
import { answerQuestion } from '../similar/answer-question'
import { toRankedTrack, type FindSimilarDeps } from '../similar/find-similar'
import type { Described, StoredCalibration } from '../catalog/ports'
import { findWhatIfs } from '../similar/what-if'

export type FindSimilarClipDeps = FindSimilarDeps & {
  /** Where a shaped vector lies: its unit vector under the scaler of the index in use. */
  place: (shaped: ShapedVector) => Promise<UnitVector>
  seal: { open: (token: string) => Clip }
  findCalibration: () => Promise<StoredCalibration>
}

/** Names the clip where a track of the catalog would have its id; no id of the catalog is a word. */
const CLIP_ID = 'clip'
/** Ranks that a `whatIf` may name; beyond them it is not said. */
const WHAT_IF_DEPTH = 100

/**
 * The k tracks of the catalog that a mode chooses for a clip, each with score, parts and reasons. A clip is a question
 * and no track: its values are brought to the scale of the catalog's, put into the space under the scaler of the index
 * in use, and compared over what was heard.
 * Throws CLIP_LINK_INVALID, INPUT_INVALID, CATALOG_EMPTY, BUSY or TIMED_OUT.
 */
export async function findSimilarClip(
  deps: FindSimilarClipDeps,
  { clip: token, k, mode, ...chosen }: ClipQuery,
): Promise<ClipRecommendation> {
  const heard = deps.seal.open(token)
  const controls = resolveControls(mode, chosen)
  const { id: calibration, maps } = await deps.findCalibration()
  const { values, origins } = mergeValues([{ source: 'dsp', values: heard.values }], ['dsp'], maps)
  const input = toVectorInput(values)
  const shaped = shapeVector(input)
  const mask = blockMask(shaped)
  const seed = { candidate: toCandidate(mask), place: { vector: await deps.place(shaped), mask } }
  const answer = await answerQuestion(deps, { seeds: [seed], against: [], controls, k })
  const ids = answer.ranked.map(({ candidate }) => candidate.id)
  const found = await deps.tracks.findCards(ids)
  const clip: Described = { trackId: CLIP_ID, input, sources: ['dsp'], origins, calibration }
  const cards = new Map<string, { track?: Track; described: Described }>(found).set(CLIP_ID, {
    described: clip,
  })
  const whatIfs = findWhatIfs(answer.question, answer.pool, answer.ranked, Math.max(WHAT_IF_DEPTH, k))
  const { version, count } = deps.index.describe()
  return {
    clip: toHeardClip(heard, token),
    seeds: [],
    against: [],
    taste: null,
    mode,
    weights: controls.weights,
    tracks: answer.ranked.flatMap((item, i) =>
      toRankedTrack(item, i, { answer, cards, whatIf: whatIfs[i] ?? null }),
    ),
    compared: answer.pool.candidates.length,
    catalogSize: count,
    indexVersion: version,
  }
}

function toCandidate(mask: number): Candidate {
  const nobody = { recording: CLIP_ID, artistId: null, popularity: null }
  return { id: CLIP_ID, publicId: CLIP_ID, mask, ...nobody }
}
