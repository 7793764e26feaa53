import { describe, expect, test } from 'vitest'
import { findLayout } from '.'
import { readAll, rowsOf, skippedOf } from '../test-support'

const ID = '6f807x0ima9a1j3VPbc7VN'
const ALBUM = '2oCs0DGTsRO98Gh5ZSl2Cx'
const ARTIST = '6eUKZXaKkcviH0Ku9w2n3V'
const FEATURES =
  'danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo'
const NUMBERS = '0.748,0.916,6,-2.634,1,0.0583,0.102,0,0.0653,0.518,122.036'
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
}

/** The only row of a file. */
async function rowOf(content: string) {
  const [row, ...more] = rowsOf(await readAll(content))
  expect(more).toEqual([])
  if (!row) throw new Error('the file has no row')
  return row
}

describe('public data sets', () => {
  test('TidyTuesday: a row of a playlist', async () => {
    const row = await rowOf(
      `track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,${FEATURES},duration_ms\n` +
        `${ID},I Don't Care,"Earth, Wind & Fire",66,${ALBUM},Album,2019-06-14,Pop Remix,37i9dQZF1DXcZDD7cfEKhW,pop,dance pop,${NUMBERS},194754\n`,
    )
    expect(row).toEqual({
      line: 2,
      playlist: { key: '37i9dQZF1DXcZDD7cfEKhW', name: 'Pop Remix' },
      values: VALUES,
      track: {
        spotifyId: ID,
        name: "I Don't Care",
        artists: [{ spotifyId: null, name: 'Earth, Wind & Fire' }],
        album: { spotifyId: ALBUM, name: 'Album', releaseDate: '2019-06-14', imageUrl: null },
        durationMs: 194_754,
        isrc: null,
        explicit: null,
        popularity: 66,
        releaseYear: 2019,
        genres: [],
      },
    })
  })

  test('TidyTuesday: "NA" is missing, and the row counts by its id', async () => {
    const row = await rowOf(
      `track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,${FEATURES},duration_ms\n` +
        `${ID},NA,NA,0,${ALBUM},NA,2012-01-05,NA,NA,${NUMBERS},282707\n`,
    )
    expect(row.track).toMatchObject({
      spotifyId: ID,
      name: 'Untitled',
      artists: [{ name: 'Unknown artist' }],
    })
    expect(row.track).toMatchObject({ album: null, releaseYear: 2012, popularity: 0 })
    expect(row.playlist).toBeNull()
  })

  test('Kaggle dataset.csv: an unnamed first column, artists by semicolon, a genre a row', async () => {
    const row = await rowOf(
      `,track_id,artists,album_name,track_name,popularity,duration_ms,explicit,${FEATURES},time_signature,track_genre\n` +
        `0,${ID},Gen Hoshino;Earth Wind,Comedy,Comedy,73,230666,False,${NUMBERS},4,Acoustic\n`,
    )
    expect(row.track).toMatchObject({
      artists: [{ name: 'Gen Hoshino' }, { name: 'Earth Wind' }],
      explicit: false,
      genres: ['acoustic'],
    })
    expect(row.values).toEqual({ ...VALUES, time_signature: 4 })
  })

  test('Kaggle data.csv: artists as a Python list, explicit as a number, a year for a date', async () => {
    const row = await rowOf(
      'valence,year,acousticness,artists,danceability,duration_ms,energy,explicit,id,instrumentalness,key,liveness,loudness,mode,name,popularity,release_date,speechiness,tempo\n' +
        `0.0594,1921,0.982,"['Sergei Rachmaninoff', ""James Levine's Band""]",0.279,831667,0.211,1,${ID},0.878,10,0.665,-20.096,1,Concerto,4,1921,0.0366,0\n`,
    )
    expect(row.track).toMatchObject({
      name: 'Concerto',
      artists: [{ name: 'Sergei Rachmaninoff' }, { name: "James Levine's Band" }],
      explicit: true,
      releaseYear: 1921,
      album: null,
    })
    expect(row.values).not.toHaveProperty('tempo')
  })

  test('Kaggle tracks.csv: ids of the artists beside their names', async () => {
    const row = await rowOf(
      `id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,${FEATURES},time_signature\n` +
        `${ID},Carve,6,126903,0,['Uli'],['${ARTIST}'],1922-02,${NUMBERS},3\n`,
    )
    expect(row.track).toMatchObject({ artists: [{ spotifyId: ARTIST, name: 'Uli' }], releaseYear: 1922 })
  })

  test('tracks_features.csv: album and year columns', async () => {
    const row = await rowOf(
      `id,name,album,album_id,artists,artist_ids,track_number,disc_number,explicit,${FEATURES},duration_ms,time_signature,year,release_date\n` +
        `${ID},Testify,The Battle,${ALBUM},['Rage'],['${ARTIST}'],1,1,False,${NUMBERS},210133,4.0,1999,1999-11-02\n`,
    )
    expect(row.track).toMatchObject({ album: { spotifyId: ALBUM, name: 'The Battle' }, releaseYear: 1999 })
  })

  test('hit predictor: the id is a URI', async () => {
    const row = await rowOf(
      `track,artist,uri,${FEATURES},duration_ms,time_signature,chorus_hit,sections,target,decade\n` +
        `Walking Blues,Big Joe Williams,spotify:track:${ID},${NUMBERS},161893,4,68.4,7,0,1980\n`,
    )
    expect(row.track).toMatchObject({
      spotifyId: ID,
      name: 'Walking Blues',
      artists: [{ name: 'Big Joe Williams' }],
    })
  })
})

describe('exports of playlists', () => {
  const EXPORTIFY_TAIL =
    'Popularity,Added By,Added At,Genres,Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature'

  test('exportify.net now', async () => {
    const row = await rowOf(
      'Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,Genres,Record Label,Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature\n' +
        `spotify:track:${ID},Title,Album,"Tyler, The Creator;Kali Uchis",2020,200000,50,true,me,2024-01-01T00:00:00Z,"neo soul,Hip hop",Label,${NUMBERS},4\n`,
    )
    expect(row.track).toMatchObject({
      spotifyId: ID,
      artists: [{ name: 'Tyler, The Creator' }, { name: 'Kali Uchis' }],
      explicit: true,
      genres: ['neo soul', 'hip hop'],
    })
    expect(row.values).toEqual({ ...VALUES, time_signature: 4 })
  })

  test('exportify.net 2019 to 2024: one artist id means one name; a row ends early without features', async () => {
    const row = await rowOf(
      `Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),${EXPORTIFY_TAIL}\n` +
        `${ID},"${ARTIST}","Title","Album","Emerson,Lake & Palmer",1973,200000,50,me,2020-01-01T00:00:00Z,""\n`,
    )
    expect(row.track.artists).toEqual([{ spotifyId: ARTIST, name: 'Emerson,Lake & Palmer' }])
    expect(row.values).toEqual({})
  })

  test('exportify.net 2024-09-06: without an id the title and the artist name the track', async () => {
    const row = await rowOf(
      `Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),${EXPORTIFY_TAIL}\n` +
        `Title,Album,"Lady Gaga,Bradley Cooper",2018-10-05,200000,50,me,2020-01-01T00:00:00Z,pop,${NUMBERS},4\n`,
    )
    expect(row.track).toMatchObject({
      spotifyId: null,
      artists: [{ name: 'Lady Gaga' }, { name: 'Bradley Cooper' }],
    })
  })

  test('YouTube Music: each artist in a column of its own, with a comma or without', async () => {
    const row = await rowOf(
      'Song URL,Song Title,Album Title,Artist Name 1,Artist Name 2,Artist Name 3\n' +
        'https://music.youtube.com/watch?v=x,Title,Album,"Tyler, The Creator",Kali Uchis,\n',
    )
    expect(row.track).toMatchObject({
      name: 'Title',
      artists: [{ name: 'Tyler, The Creator' }, { name: 'Kali Uchis' }],
    })
  })

  test('exportify.app: everything quoted, commas in names escaped, links to art', async () => {
    const row = await rowOf(
      '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)","Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number","Track Duration (ms)","Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"\n' +
        `"spotify:track:${ID}","Title","spotify:artist:${ARTIST}, spotify:artist:${ALBUM}","Tyler\\, The Creator, Kali","spotify:album:${ALBUM}","Album","","","2020-01-02","https://i.scdn.co/image/1","1","1","200000","","false","50","usqx91702159","me","2024"\n`,
    )
    expect(row.track).toMatchObject({
      artists: [
        { spotifyId: ARTIST, name: 'Tyler, The Creator' },
        { spotifyId: ALBUM, name: 'Kali' },
      ],
      album: { spotifyId: ALBUM, name: 'Album', imageUrl: 'https://i.scdn.co/image/1' },
      isrc: 'USQX91702159',
    })
  })

  test('a local file of a playlist is named as skipped', async () => {
    const events = await readAll(
      `Spotify URI,Track Name,Artist Name,Album Name\nspotify:local:A:B:C:200,C,A,B\nspotify:track:${ID},D,A,B\n`,
    )
    expect(rowsOf(events)).toMatchObject([{ line: 3, track: { spotifyId: ID } }])
    expect(skippedOf(events)).toMatchObject([{ line: 2, name: 'C' }])
  })

  test('TuneMyMusic: the playlist by its name, the id in the last column', async () => {
    const row = await rowOf(
      `Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\nTitle,Artist,Album,Road trip,Playlist,GBUM71100001,${ID}\n`,
    )
    expect(row).toMatchObject({ playlist: { key: 'Road trip', name: 'Road trip' }, track: { spotifyId: ID } })
  })

  test('Soundiiz: semicolons, a byte order mark, links to any service', async () => {
    const row = await rowOf(
      '\uFEFFtitle;artist;album;isrc;addedDate;addedBy;duration;url\nTitle;Artist;Album;gbum71100001;;;;https://www.deezer.com/track/1\n',
    )
    expect(row.track).toMatchObject({ spotifyId: null, name: 'Title', isrc: 'GBUM71100001' })
    const linked = await rowOf(
      `title;artist;album;isrc;url\nTitle;Artist;Album;;https://open.spotify.com/track/${ID}\n`,
    )
    expect(linked.track.spotifyId).toBe(ID)
  })
})

describe('the header', () => {
  test('is matched by name in any order and case', async () => {
    const row = await rowOf(`ENERGY,Artist,TITLE\n0.5,Someone,Something\n`)
    expect(row).toMatchObject({ track: { name: 'Something' }, values: { energy: 0.5 } })
  })

  test('tells the layouts apart', () => {
    const names = (header: string) => findLayout(header.split(','))?.layout.name
    expect(names('Track URI,Track Name,Album Name,Artist Name(s)')).toBe('Exportify (exportify.net)')
    expect(names('Track URI,Track Name,Artist Name(s),Track Duration (ms)')).toBe('Exportify (exportify.app)')
    expect(names('track_id,track_name,track_artist,track_album_name')).toBe('TidyTuesday spotify_songs.csv')
    expect(names('title,artist')).toBe('table of tracks')
    expect(names('title,year')).toBeUndefined()
  })

  test('of a column that comes twice counts the first', async () => {
    const row = await rowOf(`id,explicit,explicit\n${ID},true,false\n`)
    expect(row.track.explicit).toBe(true)
  })
})
