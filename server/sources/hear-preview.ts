import { isDomainError } from '../domain/errors'
import { DSP_EXTRACTOR, toDspFeatureValues } from '../domain/features/dsp-values'
import { hasFeatures, type FeatureSet } from '../domain/features/features'
import type { AudioAnalyser } from '../catalog/ports'
import type { Destination } from '../outgoing/destination'
import type { GuardedGet } from '../outgoing/guarded-get'

export type PreviewOptions = {
  get: GuardedGet
  audio: AudioAnalyser
  destination: Destination
  maxBytes: number
  timeoutMs: number
  /** Beginnings of the content types that are taken; any audio where nothing else is said. */
  types?: readonly string[]
  /** Whose preview it is, for the provenance of the values. */
  from: string
  now: () => number
}

/** What was heard, or why nothing was; `gone` where the address is no longer good. */
export type Heard = { set: FeatureSet } | { reason: string } | 'gone'

/** A preview is half a minute; what is much longer is something else. */
const MAX_SECONDS = 120
const TYPES = ['audio/', 'application/ogg']
/** Signed addresses that have run out, and files that were taken away. */
const GONE = [403, 404, 410]

/**
 * Fetches a preview, has it listened to, and forgets it: the audio is in memory only, handed over to the thread that
 * analyses it and gone with it. Throws OutgoingFault, DomainError BUSY, TIMED_OUT or CANCELLED, or the signal's reason.
 */
export async function hearPreview(
  url: string,
  options: PreviewOptions,
  signal: AbortSignal | undefined,
): Promise<Heard> {
  const { destination, maxBytes, timeoutMs, types = TYPES, from, now } = options
  const request = { destination, maxBytes, timeoutMs, signal, accept: 'audio/*', types }
  const { status, body } = await options.get(url, request)
  if (GONE.includes(status)) return 'gone'
  if (status !== 200) return { reason: `its preview cannot be had (status ${String(status)})` }
  try {
    const limit = { maxSeconds: MAX_SECONDS }
    const analysis = await options.audio.analyse(body, { ...limit, ...(signal && { signal }) })
    const values = toDspFeatureValues(analysis)
    const extractor = `${DSP_EXTRACTOR} on ${from}`
    if (!hasFeatures(values)) return { reason: 'nothing is heard in its preview' }
    return { set: { source: 'dsp', extractor, fetchedAt: new Date(now()), values } }
  } catch (error) {
    if (!isDomainError(error) || !error.code.startsWith('AUDIO_')) throw error
    return { reason: 'its preview cannot be listened to' }
  }
}
