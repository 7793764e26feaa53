import type { FileRow } from '~server/files/events'
import { readTrackFile } from '~server/files/read-track-file'
import { SAMPLE_SIZE, toPopularityScale } from '~server/similar/domain/ranking/catalog-sample'
import { toMember } from '~server/similar/domain/ranking/member'
import { poolOf } from '~server/similar/domain/ranking/pool'
import { fitScaler } from '~server/domain/features/scaler'
import { createRandomStream, shuffled } from '~server/domain/seeded-random'
import { songKey } from '~server/domain/song-key'
import type { LabelledSongs } from '~server/quality/domain/simulate-feedback'
import { blockMask, shapeVector, toUnitVector } from '~server/domain/features/vector'
import { DIMENSIONS } from '~server/domain/features/vector-spec'

type Options = {
  filename: string
  /** Labels by track id. */
  labels: ReadonlyMap<string, ReadonlySet<string>>
  /** Whether the year counts. */
  era: boolean
}
type Song = { shaped: Float32Array; popularity: number; artist: string; labels: Set<string> }

/** The songs of a table, releases of one merged, scaled on the table itself as an index scales its catalog. */
export async function readSongs(
  bytes: AsyncIterable<Uint8Array>,
  { filename, labels, era }: Options,
): Promise<LabelledSongs> {
  const songs = new Map<string, Song>()
  const add = ({ track, values }: FileRow) => {
    const artist = track.artists[0]?.name ?? ''
    const key = songKey(track.name, artist)
    const own = labels.get(track.spotifyId ?? '') ?? []
    const popularity = track.popularity ?? -1
    const known = songs.get(key)
    for (const label of own) known?.labels.add(label)
    if (known && known.popularity >= popularity) return
    const shaped = shapeVector({
      values,
      durationMs: track.durationMs,
      releaseYear: era ? track.releaseYear : null,
    })
    songs.set(key, { shaped, popularity, artist, labels: known?.labels ?? new Set(own) })
  }
  for await (const block of readTrackFile(bytes, { filename })) {
    for (const event of block) if (event.kind === 'row') add(event.row)
  }
  const all = [...songs.values()]
  const rows = new Float32Array(all.length * DIMENSIONS)
  all.forEach(({ shaped }, i) => {
    rows.set(shaped, i * DIMENSIONS)
  })
  const scaler = fitScaler(rows)
  const numberOf = createNumbering()
  const popularityScore = toPopularityScale(all.map(({ popularity }) => (popularity < 0 ? null : popularity)))
  const members = all.map(({ shaped, artist, popularity }, i) => {
    const candidate = {
      id: String(i),
      publicId: String(i).padStart(8, '0'),
      songKey: String(i),
      recording: String(i),
      isrc: null,
      mask: blockMask(shaped),
      artistId: artist.toLowerCase(),
      popularity: popularity < 0 ? null : popularity,
    }
    return toMember(candidate, toUnitVector(shaped, scaler), popularityScore)
  })
  return {
    members,
    sample: { pool: poolOf(shuffled(members, createRandomStream(1)).slice(0, SAMPLE_SIZE)), popularityScore },
    labels: all.map((song) => new Set([...song.labels].map(numberOf))),
  }
}

function createNumbering(): (text: string) => number {
  const seen = new Map<string, number>()
  return (text) => {
    const known = seen.get(text) ?? seen.size
    seen.set(text, known)
    return known
  }
}
