import { fitScaler } from '../../../domain/features/scaler'
import { createRandomStream } from '../../../domain/seeded-random'
import { shapeVector } from '../../../domain/features/vector'
import { DIMENSIONS } from '../../../domain/features/vector-spec'
import type { EvaluationCatalog } from '../catalog'
import { packLists } from '../lists'

const STYLES = 8
const SONGS_A_STYLE = 60
const SONGS_AN_ARTIST = 4

/**
 * A catalog of styles that differ in sound: each song lies near the middle of its style, playlists keep to one style.
 * With `deaf` the values have nothing to do with the style.
 */
export function createStyledCatalog({ deaf = false } = {}) {
  const random = createRandomStream(42)
  const count = STYLES * SONGS_A_STYLE
  const shaped = new Float32Array(count * DIMENSIONS)
  const middles = Array.from({ length: STYLES }, () => [random(), random(), random(), random()])
  for (let song = 0; song < count; song++) {
    const middle = deaf ? [random(), random(), random(), random()] : middles[song % STYLES]
    const [valence = 0, danceability = 0, energy = 0, acousticness = 0] = (middle ?? []).map(
      (value) => value * 0.8 + random() * 0.2,
    )
    const values = {
      valence,
      danceability,
      energy,
      acousticness,
      loudness: -12 + 8 * random(),
      tempo: 90 + 60 * random(),
    }
    shaped.set(shapeVector({ values, releaseYear: 2000, durationMs: 200_000 }), song * DIMENSIONS)
  }
  const each = <T>(make: (song: number) => T) => Array.from({ length: count }, (_, song) => make(song))
  const ofStyle = (style: number, part: number) =>
    each((song) => song).filter((song) => song % STYLES === style && (song >> 3) % 2 === part)
  const catalog: EvaluationCatalog = {
    shaped,
    songs: Int32Array.from(each((song) => song)),
    recordings: Int32Array.from(each((song) => song)),
    sample: Int32Array.from(each((song) => song)),
    artists: Int32Array.from(
      each((song) => (song % STYLES) * 100 + Math.floor(song / STYLES / SONGS_AN_ARTIST)),
    ),
    popularity: Float32Array.from(each(() => Math.floor(random() * 100))),
    genres: packLists(each((song) => [song % STYLES])),
    playlists: packLists(
      Array.from({ length: STYLES * 2 }, (_, list) => ofStyle(list % STYLES, list < STYLES ? 0 : 1)),
    ),
  }
  return { catalog, scaler: fitScaler(shaped) }
}
