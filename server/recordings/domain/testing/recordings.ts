/** A release with the recording that a listener would say it is of. */
type Labelled = { recording: string; title: string; artist: string; durationMs: number; isrc?: string }

/** Titles and lengths in seconds by invented artists. */
const SONGS: [title: string, artist: string, seconds: number][] = [
  ['Paper Harbour', 'Odile Marchetti', 214],
  ['Nine Lanterns', 'The Copper Finches', 187],
  ['Slow Machinery', 'Velour Antenna', 262],
  ['Ça Ira Demain', 'Jeanne Corvaisier', 201],
  ['Dancing with Shadows', 'Orrin Blakeway', 233],
  ['Kite (Over the Estuary)', 'Marsh Parliament', 305],
  ['Don’t Wait Up', 'Tessaly Quinn', 176],
  ['Moon / River / Moon', 'Hollow Cartography', 244],
  ['404', 'DJ Perihelion', 356],
  ['Überland', 'Die Stillen Uhren', 228],
  ['Live Wire', 'Brassneck Avenue', 199],
  ['Remember the Edit', 'Sable & Thorne', 221],
]

type Kind = {
  name: string
  title: (title: string) => string
  /** What it is longer by, in seconds. */
  longer: number
  /** Also by another artist. */
  artist?: string
  /** A release of the recording itself. */
  same: boolean
}

/** What catalogs have of a song, as streaming services write it. */
const KINDS: Kind[] = [
  { name: 'album', title: (t) => t, longer: 0, same: true },
  { name: 'deluxe album', title: (t) => t, longer: 0.3, same: true },
  { name: 'compilation', title: (t) => t.toUpperCase(), longer: 1.4, same: true },
  { name: 'remaster', title: (t) => `${t} - Remastered 2011`, longer: 2.6, same: true },
  { name: 'another remaster', title: (t) => `${t} - 2009 Remaster`, longer: -1.1, same: true },
  { name: 'remaster in brackets', title: (t) => `${t} (Remastered)`, longer: 0.9, same: true },
  { name: 'guest named', title: (t) => `${t} (feat. Ilka Brandt)`, longer: 0.2, same: true },
  { name: 'guest in square brackets', title: (t) => `${t} [feat. Ilka Brandt]`, longer: 0.2, same: true },
  { name: 'bonus track', title: (t) => `${t} - Bonus Track`, longer: 0, same: true },
  { name: 'live', title: (t) => `${t} - Live at the Glasshouse, 1996`, longer: 31, same: false },
  { name: 'live, as long', title: (t) => `${t} - Live`, longer: 0.6, same: false },
  {
    name: 'live, remastered',
    title: (t) => `${t} - Live in Ghent / Remastered 2015`,
    longer: 1.2,
    same: false,
  },
  { name: 'radio edit', title: (t) => `${t} - Radio Edit`, longer: -34, same: false },
  { name: 'radio edit, as long', title: (t) => `${t} (Radio Edit)`, longer: -2, same: false },
  { name: 'acoustic', title: (t) => `${t} (Acoustic)`, longer: 1.5, same: false },
  { name: 'remix', title: (t) => `${t} - Perihelion Remix`, longer: 2.2, same: false },
  {
    name: 'remix',
    title: (t) => `${t} - (feat. Ilka Brandt) Perihelion Remix`,
    longer: 3,
    same: false,
  },
  { name: 'remix, remastered', title: (t) => `${t} (Club Remix) - Remastered`, longer: 1, same: false },
  { name: 'instrumental', title: (t) => `${t} - Instrumental`, longer: 0, same: false },
  { name: 'demo', title: (t) => `${t} - Demo / Remastered`, longer: 0.8, same: false },
  { name: 're-recording', title: (t) => `${t} (Odile’s Version)`, longer: 1.9, same: false },
  { name: 're-recording of later', title: (t) => `${t} - Re-Recorded 2019`, longer: -1.3, same: false },
  { name: 'cover', title: (t) => t, longer: 0.4, artist: 'Coverdale Twins', same: false },
  { name: 'another song of that title', title: (t) => t, longer: 47, same: false },
  { name: 'single version, shorter', title: (t) => `${t} - Single Version`, longer: -41, same: false },
  { name: 'part two', title: (t) => `${t}, Pt. 2`, longer: 2, same: false },
]

/** Every kind of every song, the pairs that only an ISRC tells, and namesakes by other artists. */
export const RECORDINGS: Labelled[] = [
  ...SONGS.flatMap(([title, artist, seconds]) =>
    KINDS.map(({ name, title: toTitle, longer, artist: other = artist, same }) => ({
      recording: same ? `${title} | ${artist}` : `${title} | ${artist} | ${name}`,
      title: toTitle(title),
      artist: other,
      durationMs: Math.round(1000 * (seconds + longer)),
    })),
  ),
  ...SONGS.flatMap(([title, artist, seconds], i) => {
    const isrc = `QZXX120${String(10_000 + i)}`
    const recording = `${title} | ${artist} | soundtrack`
    return [
      { recording, title: `${title} (Theme)`, artist, durationMs: 1000 * seconds, isrc },
      { recording, title: `Main Theme: ${title}`, artist, durationMs: 1000 * seconds + 8000, isrc },
    ]
  }),
  ...['Intro', 'Interlude', 'Home'].flatMap((title) =>
    SONGS.map(([, artist], i) => ({
      recording: `${title} | ${artist}`,
      title,
      artist,
      durationMs: 61_000 + 200 * i,
    })),
  ),
  // What no title and no length can tell apart: another interlude of one artist, and a song recorded again in secret.
  { recording: 'another interlude', title: 'Interlude', artist: 'Odile Marchetti', durationMs: 61_900 },
  { recording: 'another intro', title: 'Intro', artist: 'DJ Perihelion', durationMs: 64_000 },
]
