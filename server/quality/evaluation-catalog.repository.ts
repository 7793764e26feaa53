import type { Sql } from '~db/client'
import { UNKNOWN, type EvaluationCatalog } from './domain/catalog'
import { packLists, type Lists } from './domain/lists'
import { SAMPLE_SIZE } from '../similar/domain/ranking/catalog-sample'
import { DIMENSIONS } from '../domain/features/vector-spec'
import { findSampleIds } from '../catalog/store/track-sample'

type TrackRow = {
  track_id: string
  shaped: Buffer
  song_key: string
  recording: string
  artist_id: string | null
  popularity: number | null
  genres: string[]
}
type ItemRow = { playlist_id: string; track_id: string }

const ROWS_AT_A_TIME = 5000
/** Places in playlists that are read at most: far more than any evaluation holds out. */
const MAX_ITEMS = 5_000_000
const BYTES_PER_VECTOR = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT

/** The searchable tracks of `spec` and the open playlists they are in, from one snapshot, through cursors. */
export async function readEvaluationCatalog(sql: Sql, spec: number): Promise<EvaluationCatalog> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [size] = await tx<{ count: number }[]>`
      select count(*)::int as count from track_vectors where spec = ${spec}`
    const reading = createReading(size?.count ?? 0)
    const tracks = tx<TrackRow[]>`
      select v.track_id, v.shaped, t.song_key, coalesce(t.recording_id, t.id) as recording, t.popularity, t.genres, ta.artist_id
      from track_vectors v join tracks t on t.id = v.track_id
      left join track_artists ta on ta.track_id = t.id and ta.position = 0
      where v.spec = ${spec} order by t.public_id collate "C"`.cursor(ROWS_AT_A_TIME)
    for await (const rows of tracks) for (const row of rows) reading.addTrack(row)
    reading.setSample((await findSampleIds(tx, SAMPLE_SIZE)).map(({ id }) => id))
    const items = tx<ItemRow[]>`
      select i.playlist_id, i.track_id from playlist_items i join track_vectors v on v.track_id = i.track_id
      where v.spec = ${spec} and i.playlist_id not in (select id from playlists where restricted)
      order by i.playlist_id, i.position limit ${MAX_ITEMS}`.cursor(ROWS_AT_A_TIME)
    for await (const rows of items) for (const row of rows) reading.addItem(row)
    return reading.toCatalog()
  })
}

function createReading(count: number) {
  const shaped = new Float32Array(count * DIMENSIONS)
  const bytes = new Uint8Array(shaped.buffer)
  const songs = new Int32Array(count)
  const recordings = new Int32Array(count)
  const artists = new Int32Array(count).fill(UNKNOWN)
  const popularity = new Float32Array(count).fill(Number.NaN)
  const genres: number[][] = []
  const playlists: number[][] = []
  const numbers = {
    ...{ song: createNumbering(), recording: createNumbering() },
    ...{ artist: createNumbering(), genre: createNumbering() },
  }
  let sample = new Int32Array()
  const placeOf = new Map<string, number>()
  let playlist: string | null = null

  return {
    addTrack(row: TrackRow): void {
      const at = placeOf.size
      placeOf.set(row.track_id, at)
      bytes.set(row.shaped.subarray(0, BYTES_PER_VECTOR), at * BYTES_PER_VECTOR)
      songs[at] = numbers.song(row.song_key)
      recordings[at] = numbers.recording(row.recording)
      if (row.artist_id !== null) artists[at] = numbers.artist(row.artist_id)
      if (row.popularity !== null) popularity[at] = row.popularity
      genres.push(row.genres.map(numbers.genre))
    },

    setSample(trackIds: string[]): void {
      sample = Int32Array.from(trackIds.flatMap((id) => placeOf.get(id) ?? []))
    },

    /** Items come playlist by playlist. */
    addItem(row: ItemRow): void {
      if (row.playlist_id !== playlist) playlists.push([])
      playlist = row.playlist_id
      const at = placeOf.get(row.track_id)
      if (at !== undefined) playlists.at(-1)?.push(at)
    },

    toCatalog: (): EvaluationCatalog => {
      const lists: { genres: Lists; playlists: Lists } = {
        genres: packLists(genres),
        playlists: packLists(playlists),
      }
      return { shaped, songs, recordings, artists, popularity, sample, ...lists }
    },
  }
}

/** Numbers texts 0, 1, 2… in the order in which they are first seen. */
function createNumbering(): (text: string) => number {
  const seen = new Map<string, number>()
  return (text) => {
    const known = seen.get(text)
    if (known !== undefined) return known
    seen.set(text, seen.size)
    return seen.size - 1
  }
}
