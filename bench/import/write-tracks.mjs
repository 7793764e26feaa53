import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** How many tracks there are to an artist, an album or a genre: about as in public tables. */
const PER = { artist: 12, album: 6, genre: 900 }
const HEADER =
  'track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre\n'
const ROWS_PER_CHUNK = 500

/**
 * Writes a table of `rows` tracks in the layout of Kaggle's dataset.csv, the same one at every call: every track comes
 * once, one title in sixteen holds a comma, one artist in eight sings with another.
 * @param {string} file @param {number} rows
 */
export async function writeTracks(file, rows) {
  await pipeline(Readable.from(chunks(rows)), createWriteStream(file))
}

/** @param {number} rows */
function* chunks(rows) {
  yield HEADER
  for (let from = 0; from < rows; from += ROWS_PER_CHUNK) {
    let text = ''
    for (let n = from; n < Math.min(rows, from + ROWS_PER_CHUNK); n++) text += rowOf(n)
    yield text
  }
}

/** @param {number} n */
function rowOf(n) {
  const share = (/** @type {number} */ salt) => scatter(n, salt) / 2 ** 32
  const artist = Math.floor(n / PER.artist)
  const artists = n % 8 === 0 ? `Artist ${artist};Guest ${n % 977}` : `Artist ${artist}`
  const title = n % 16 === 0 ? `"Song ${n}, live in town"` : `Song ${n}`
  return [
    idOf(n),
    artists,
    `Album ${Math.floor(n / PER.album)}`,
    title,
    Math.floor(share(1) * 101),
    120_000 + Math.floor(share(2) * 240_000),
    n % 9 === 0 ? 'True' : 'False',
    ...[share(3), share(4)].map(toText),
    Math.floor(share(5) * 12),
    (-30 * share(6)).toFixed(3),
    n % 2,
    ...[share(7) / 2, share(8), share(9), share(10), share(11)].map(toText),
    (60 + 140 * share(12)).toFixed(3),
    4,
    `genre ${Math.floor(n / PER.genre)}\n`,
  ].join(',')
}

/** @param {number} value */
const toText = (value) => value.toFixed(4)

/** 22 letters and digits, a number of its own each. @param {number} n */
function idOf(n) {
  let id = ''
  let rest = n
  for (let i = 0; i < 22; i++) {
    const digit = (scatter(n, i + 100) + rest) % 62
    // The last five letters are the number itself, so that no two are equal.
    id += LETTERS[i < 17 ? digit : rest % 62] ?? '0'
    if (i >= 17) rest = Math.floor(rest / 62)
  }
  return id
}

/** A 32-bit number that looks like chance (the finaliser of MurmurHash3). @param {number} n @param {number} salt */
function scatter(n, salt) {
  let x = (n ^ Math.imul(salt, 0x9e3779b9)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}
