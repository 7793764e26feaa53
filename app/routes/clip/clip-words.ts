import type { HeardClip } from '~server/clip/domain/clip'
import { camelotCode, keyName } from '~server/domain/harmony'
import { AUDIO_KINDS } from '~server/domain/sound-analysis'
import { formatNumber } from '~/lib/format'

/** Why what was heard stands for less than the whole piece. */
const PARTIAL: Record<HeardClip['heard']['partial'][number], string> = {
  truncated: 'The file ends before its audio does; what is there was listened to.',
  damaged: 'Parts of the file could not be decoded and were left out.',
  capped: 'Only the beginning was listened to.',
  short: 'It is too short to tell a tempo.',
  silent: 'Nothing is heard in it.',
}

export type ClipFact = { label: string; value: string; trust: string | null }

/** What was heard, each with how sure that is; what was not found is left out. */
export function toClipFacts({ heard: { values, analysedS } }: HeardClip): ClipFact[] {
  const { tempo, key, mode, loudness } = values
  return [
    ...fact('Tempo', tempo === undefined ? null : `${tempo.toFixed(0)} BPM`, values.tempo_confidence),
    ...fact(
      'Key',
      key === undefined || mode === undefined ? null : `${keyName(key, mode)} (${camelotCode(key, mode)})`,
      values.key_confidence,
    ),
    ...fact('Loudness', loudness === undefined ? null : `${formatNumber(loudness, 1)} LUFS`),
    ...fact('Listened to', `${analysedS.toFixed(analysedS < 10 ? 1 : 0)} s`),
  ]
}

function fact(label: string, value: string | null, confidence?: number): ClipFact[] {
  const trust = confidence === undefined ? null : `${sureness(confidence)} (${formatNumber(confidence, 2)})`
  return value === null ? [] : [{ label, value, trust }]
}

/** A tempo's confidence is the probability that it is right (docs/audio.md), a key's orders how clear it is. */
function sureness(confidence: number): string {
  if (confidence >= 0.7) return 'sure'
  return confidence >= 0.4 ? 'fairly sure' : 'a guess'
}

export function toClipNotes({ heard: { partial } }: HeardClip): string[] {
  return partial.map((reason) => PARTIAL[reason])
}

/** "MP3, WAV …, up to 16 MB and 10 minutes." */
export function formatLimits({ maxBytes, maxSeconds }: { maxBytes: number; maxSeconds: number }): string {
  const size =
    maxBytes >= 1024 ** 2 ? `${String(Math.floor(maxBytes / 1024 ** 2))} MB` : `${String(maxBytes)} bytes`
  const length =
    maxSeconds >= 120 ? `${String(Math.floor(maxSeconds / 60))} minutes` : `${String(maxSeconds)} seconds`
  return `${AUDIO_KINDS}, up to ${size} and ${length}; 30 seconds are plenty.`
}
