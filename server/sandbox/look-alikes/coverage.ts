/** Which service knows which recording: each has its own gaps, the same every time. */
import { Salt, uniformOf } from '../catalogue/random'
import type { SandboxTrack } from '../catalogue/tracks'

/** ReccoBeats knew 64 of 106 tracks of a real list; Deezer and iTunes have nearly all, and previews of most. */
const SHARES = {
  reccobeats: 0.6,
  deezer: 0.9,
  'deezer-preview': 0.85,
  itunes: 0.85,
  'itunes-preview': 0.9,
} as const
const NUMBERS = { reccobeats: 1, deezer: 2, 'deezer-preview': 3, itunes: 4, 'itunes-preview': 5 } as const
export type Covered = keyof typeof SHARES

export function isCovered(by: Covered, seed: number, track: SandboxTrack): boolean {
  return uniformOf(Salt.coverage, seed, NUMBERS[by], track.recording) < SHARES[by]
}
