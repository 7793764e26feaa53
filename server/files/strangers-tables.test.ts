import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readAll, rowsOf, skippedOf } from './test-support'

const FOLDER = new URL('../../../shared/data/strangers/', import.meta.url)

/** A row in short: title, artists, and what else the case is about. */
type Short = Record<string, unknown> & { name: string; artists: string[] }
const cases: { file: string; rows: Short[]; skipped?: string[] }[] = [
  {
    file: 'a01-kaggle-SpotifyFeatures.csv',
    rows: [
      { name: 'Low Tide One', artists: ['Kestrel Bay'], key: 1, mode: 1, meter: 4, tempo: 166.969 },
      { name: 'Low Tide Two', artists: ['Kestrel Bay'], key: 6, mode: 0, meter: 4 },
      { name: 'Low Tide Three', artists: ['Kestrel Bay'], key: 0, mode: 0, meter: 5 },
    ],
  },
  {
    file: 'b01-german-excel-semicolon-WAHR.csv',
    rows: [
      {
        ...{
          name: 'Deutsche Lampe',
          artists: ['Kestrel Bay'],
          explicit: false,
          date: '2025-03-13',
          energy: 0.901,
        },
        ...{ loudness: -3.208, durationMs: 202_768 },
      },
      {
        name: 'Deutsche Glocke',
        artists: ['Kestrel Bay'],
        explicit: true,
        date: '1998-03-24',
        energy: 0.413,
      },
    ],
  },
  {
    file: 'b02-german-excel-unicode-text-utf16-tab.txt',
    rows: [
      { name: 'Deutsche Böje', artists: ['Kestrel Bay'], energy: 0.901, tempo: 93.024, loudness: -3.208 },
    ],
  },
  {
    file: 'a03-kaggle-songs_normalize.csv',
    rows: [
      { name: 'Harbour Lamp', artists: ['Kestrel Bay'], year: 2000, genres: ['pop'], durationMs: 211_160 },
      { name: 'Harbour Bell', artists: ['Kestrel Bay'], genres: ['rock', 'pop'] },
    ],
  },
  {
    file: 'a05-tidytuesday-2021-audio_features.csv',
    rows: [
      {
        ...{ name: 'Slow Waltz', artists: ['Kestrel Bay'], id: 'VMxOgm8pRbFt7rZQwvEKDO', album: 'Estuary' },
        ...{ genres: ['adult standards', 'brill building pop'], popularity: 38, durationMs: 166_106 },
      },
      { name: 'Fast Waltz', artists: ['Kestrel Bay'], id: null, album: null },
    ],
  },
  {
    file: 'a11-personal-liked-artist(s).csv',
    rows: [
      { name: 'Hill Girl', artists: ['Kestrel Bay'], date: '2019-01-27' },
      { name: 'Story of Rain', artists: ['Otto Lind', 'Kestrel Bay'] },
    ],
  },
  {
    file: 'a04-kaggle-Spotify_Youtube.csv',
    rows: [
      {
        ...{ name: 'Paper Boats', artists: ['Kestrel Bay'], id: '9jcqFvjeD6BE8zdbBFiSPR', key: 6 },
        ...{ durationMs: 222_640 },
      },
    ],
  },
  {
    file: 'a09-kaggle-top10s-rownumber-id.csv',
    rows: [
      { name: 'Hey, Grey Sister', artists: ['Otto Lind'], id: null, year: 2010, tempo: 97, energy: 0.89 },
      { name: 'Love The Way It Snows', artists: ['Kestrel Bay'], id: null, durationMs: 263_000 },
    ],
  },
  {
    file: 'a12-spotipy-genres-python-list.csv',
    rows: [
      { name: 'Python Lamp', artists: ['Kestrel Bay'], genres: ['dance pop', 'pop'] },
      { name: 'Python Bell', artists: ['Kestrel Bay'], genres: [] },
    ],
  },
  {
    file: 'b16-spotify-local-first-row-german-exportify.csv',
    rows: [
      { name: 'Glueland Two', artists: ['Otto Lind'], id: 'aFB0vQ49b9QesPMBBcBN4U', date: '2021-09-24' },
    ],
    skipped: ['Kitchen Demo'],
  },
  {
    file: 'b17-exportify-net-comma-in-name.csv',
    rows: [
      { name: 'Trouble Lamp', artists: ['10,000 Maniacs'] },
      { name: 'Two Names', artists: ['Kestrel Bay', '10,000 Maniacs'] },
      { name: 'Creator Lamp', artists: ['Tyler, The Creator'] },
    ],
  },
  {
    file: 'b18-dates-odd.csv',
    rows: [
      ...['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'].map((which) => ({
        ...{ name: `Date ${which}`, artists: ['Kestrel Bay'], year: 1998 },
      })),
      { name: 'Date Eight', artists: ['Kestrel Bay'], year: null },
    ],
  },
  {
    file: 'b27-shazam-title-line.csv',
    rows: [
      { name: 'In My Lamp (Live)', artists: ['Kestrel Bay'] },
      { name: 'Fri Bell (Live)', artists: ['Otto Lind'] },
    ],
  },
  {
    file: 'b28-title-artist-space-quoted.csv',
    rows: [
      { name: 'Les eaux de mai', artists: ['Kestrel Bay'] },
      { name: 'The Look of Lamps', artists: ['Otto Lind'] },
    ],
  },
  {
    file: 't14-tsv-unknown-header-song.txt',
    rows: [
      { name: 'Tsv Lamp', artists: ['Kestrel Bay'], album: 'Marks' },
      { name: 'Tsv Bell', artists: ['Otto Lind'], album: 'Marks' },
    ],
  },
]

describe('a table of a stranger', () => {
  const there = existsSync(FOLDER)
  test.skipIf(!there).each(cases)(
    `$file is read${there ? '' : `: skipped, not at ${FOLDER.pathname}`}`,
    async (of) => {
      const events = await readAll(readFileSync(new URL(of.file, FOLDER)))
      expect(skippedOf(events).map(({ name }) => name)).toEqual(of.skipped ?? [])
      const rows = rowsOf(events).map(({ track, values, unread }) => ({
        ...{
          name: track.name.normalize('NFC'),
          artists: track.artists.map(({ name }) => name),
          id: track.spotifyId,
        },
        ...{ album: track.album?.name ?? null, date: track.album?.releaseDate, year: track.releaseYear },
        ...{ durationMs: track.durationMs, explicit: track.explicit, popularity: track.popularity },
        ...{ genres: track.genres, meter: values.time_signature, ...values, unread },
      }))
      expect(rows).toMatchObject(of.rows)
      expect(rows.flatMap(({ unread }) => unread ?? [])).toEqual([])
    },
  )
})
