import { describe, expect, it } from 'vitest'
import { readAll, rowsOf } from '../test-support'

/** Every header that a tool or a data set is known to have written, as it stands in their files. */
const FEATURES =
  'Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo'
const SMALL = FEATURES.toLowerCase()
const NET_2019 = `Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,${FEATURES},Time Signature`
const APP =
  'Track URI,Track Name,Artist URI(s),Artist Name(s),Album URI,Album Name,Album Artist URI(s),Album Artist Name(s),Album Release Date,Album Image URL,Disc Number,Track Number,Track Duration (ms),Track Preview URL,Explicit,Popularity,ISRC,Added By,Added At'
const HEADERS: [name: string, header: string][] = [
  [
    'exportify.net since 2025-05-23',
    `Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,Genres,Record Label,${FEATURES},Time Signature`,
  ],
  [
    'exportify.net 2025-04-07',
    `Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Record Label,${FEATURES},Time Signature`,
  ],
  [
    'exportify.net, one day of 2025: Explicit twice',
    `Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Explicit,Added By,Added At,Genres,Record Label,${FEATURES},Time Signature`,
  ],
  [
    'exportify.net 2024-09-10',
    `Track ID,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Record Label,${FEATURES},Time Signature`,
  ],
  [
    'exportify.net 2024-09-06',
    `Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Record Label,${FEATURES},Time Signature`,
  ],
  [
    'exportify.net 2024-09-04',
    `Spotify ID,Artist IDs,Track Name,Album ID,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added By,Added At,Genres,Label,Total Album Tracks,Album Type,${FEATURES},Time Signature`,
  ],
  ['exportify.net 2019-07 to 2024-08', `Spotify ID,Artist IDs,${NET_2019}`],
  ['exportify.net 2019-06', `Spotify ID,${NET_2019}`],
  ['exportify.app', APP],
  ['exportify.app with artist genres', `${APP},Artist Genres`],
  ['exportify.app with features', `${APP},${FEATURES},Time Signature`],
  ['exportify.app with album data', `${APP},Album Genres,Label,Copyrights`],
  [
    'exportify.app with everything',
    `${APP},Artist Genres,${FEATURES},Time Signature,Album Genres,Label,Copyrights`,
  ],
  ['exportify.app before 2022-12', APP.replace('ISRC,', '')],
  ['exportify.app in two weeks of 2024', APP.replace('Explicit,', 'Is Playable,Explicit,')],
  ['exportify.app 2015', 'Spotify URI,Name,Artist Name,Album Name,Added By,Added At'],
  [
    'exportify.app after 2015',
    'Spotify URI,Track Name,Artist Name,Album Name,Disc Number,Track Number,Track Duration (ms),Added By,Added At',
  ],
  ['TuneMyMusic', 'Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id'],
  ['TuneMyMusic to Apple', 'Track name,Artist name,Album,Playlist name,Type,ISRC,Apple - id'],
  ['TuneMyMusic without a service', 'Track name,Artist name,Album,Playlist name,Type,ISRC'],
  ['TuneMyMusic without ISRC', 'Track name,Artist name,Album,Playlist name,Type,Spotify - id'],
  ['Soundiiz', '\uFEFFtitle;artist;album;isrc;addedDate;addedBy;duration;url'],
  ['Soundiiz, the simple form', 'title;artist;album;isrc'],
  [
    'Kaggle dataset.csv',
    `,track_id,artists,album_name,track_name,popularity,duration_ms,explicit,${SMALL},time_signature,track_genre`,
  ],
  [
    'Kaggle data.csv',
    'valence,year,acousticness,artists,danceability,duration_ms,energy,explicit,id,instrumentalness,key,liveness,loudness,mode,name,popularity,release_date,speechiness,tempo',
  ],
  [
    'Kaggle data.csv, the older one',
    'acousticness,artists,danceability,duration_ms,energy,explicit,id,instrumentalness,key,liveness,loudness,mode,name,popularity,release_date,speechiness,tempo,valence,year',
  ],
  [
    'Kaggle tracks.csv',
    `id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,${SMALL},time_signature`,
  ],
  [
    'tracks_features.csv',
    `id,name,album,album_id,artists,artist_ids,track_number,disc_number,explicit,${SMALL},duration_ms,time_signature,year,release_date`,
  ],
  [
    'TidyTuesday spotify_songs.csv',
    `track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,${SMALL},duration_ms`,
  ],
]

const ID = '6f807x0ima9a1j3VPbc7VN'
const ISRC = 'GBUM71100001'
const VALUES = {
  danceability: 0.748,
  energy: 0.916,
  key: 6,
  loudness: -2.634,
  mode: 1,
  speechiness: 0.0583,
  acousticness: 0.102,
  instrumentalness: 0,
  liveness: 0.0653,
  valence: 0.518,
  tempo: 122.036,
  time_signature: 4,
}
const URI = `spotify:track:${ID}`
/** What stands in a column, by its name in small letters. */
const CELLS: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [name.replace('_', ' '), String(value)]),
  ),
  time_signature: '4',
  'track uri': URI,
  'spotify uri': URI,
  ...Object.fromEntries(
    ['track id', 'spotify id', 'spotify - id', 'track_id', 'id'].map((name) => [name, ID]),
  ),
  ...Object.fromEntries(['track name', 'track_name', 'name', 'title'].map((name) => [name, 'A Title'])),
  ...Object.fromEntries(
    ['artist name(s)', 'artist name', 'artist', 'artists', 'track_artist'].map((name) => [name, 'Somebody']),
  ),
  ...Object.fromEntries(
    ['duration (ms)', 'track duration (ms)', 'duration_ms'].map((name) => [name, '200000']),
  ),
  ...Object.fromEntries(
    ['release date', 'album release date', 'release_date', 'track_album_release_date'].map((name) => [
      name,
      '1999-11-02',
    ]),
  ),
  year: '1999',
  isrc: ISRC,
  explicit: 'true',
  popularity: '50',
  type: 'Playlist',
}
const IDS = ['track uri', 'spotify uri', 'track id', 'spotify id', 'spotify - id', 'track_id', 'id']

describe('a file with the header of', () => {
  it.each(HEADERS)('%s is read, every value from its own column', async (_name, header) => {
    const separator = header.includes(';') ? ';' : ','
    const columns = header.replace('\uFEFF', '').toLowerCase().split(separator)
    const cells = columns.map((column) => CELLS[column] ?? '').join(separator)
    const events = await readAll(`${header}\n${cells}\n`)
    const [row, ...more] = rowsOf(events)
    expect(more).toEqual([])
    const has = (...names: string[]) => names.some((name) => columns.includes(name))
    expect(row?.track).toMatchObject({
      spotifyId: has(...IDS) ? ID : null,
      name: 'A Title',
      artists: [{ name: 'Somebody' }],
      durationMs: has('duration (ms)', 'track duration (ms)', 'duration_ms') ? 200_000 : null,
      isrc: has('isrc') ? ISRC : null,
      releaseYear: columns.some((column) => /release.date/.test(column)) ? 1999 : null,
      explicit: has('explicit') ? true : null,
    })
    const named = Object.entries(VALUES).filter(([name]) => has(name, name.replace('_', ' ')))
    expect(row?.values).toEqual(Object.fromEntries(named))
  })

  const SHORT = HEADERS.filter(([name]) => name.startsWith('exportify.net'))
  it.each(SHORT)(
    '%s is read where the row ends early, as where features were missing',
    async (_name, header) => {
      const columns = header.toLowerCase().split(',')
      const last = Math.max(...columns.flatMap((column, i) => (/name|title|artist/.test(column) ? [i] : [])))
      const cells = columns.slice(0, last + 1).map((column) => CELLS[column] ?? '')
      const [row] = rowsOf(await readAll(`${header}\n${cells.join(',')}\n`))
      expect(row?.track).toMatchObject({ name: 'A Title', artists: [{ name: 'Somebody' }] })
    },
  )
})
