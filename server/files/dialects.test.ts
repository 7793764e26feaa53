import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAll, rowsOf, skippedOf } from './test-support'

/** What a row of a table says; null is a value that it does not have. */
type Said = {
  title: string
  artist: string
  album: string | null
  energy: number | null
  tempo: number | null
  key: number | null
  explicit: boolean | null
  year: number | null
  seconds: number | null
  loudness: number | null
}

const LANGUAGES = {
  english: {
    header: ['Track Name', 'Artist', 'Album', 'Energy', 'Tempo', 'Key', 'Explicit', 'Year'],
    yes: 'TRUE',
    no: 'FALSE',
  },
  code: {
    header: ['track_name', 'track_artist', 'album', 'energy', 'bpm', 'key', 'explicit', 'release_year'],
    yes: '1.0',
    no: '0.0',
  },
  german: {
    header: ['Titel', 'Künstler', 'Album', 'Energie', 'Tempo', 'Tonart', 'Explizit', 'Jahr'],
    yes: 'WAHR',
    no: 'FALSCH',
  },
  french: {
    header: ['Titre', 'Artiste', 'Album', 'Énergie', 'BPM', 'Tonalité', 'Explicite', 'Année'],
    yes: 'VRAI',
    no: 'FAUX',
  },
  spanish: {
    header: ['Canción', 'Artista', 'Álbum', 'Energía', 'BPM', 'Tonalidad', 'Explícito', 'Año'],
    yes: 'VERDADERO',
    no: 'FALSO',
  },
  polish: {
    header: ['Tytuł', 'Wykonawca', 'Album', 'Energy', 'BPM', 'Key', 'Explicit', 'Rok'],
    yes: 'PRAWDA',
    no: 'FAŁSZ',
  },
  russian: {
    header: ['Название', 'Исполнитель', 'Альбом', 'Энергия', 'BPM', 'Key', 'Explicit', 'Год'],
    yes: 'ИСТИНА',
    no: 'ЛОЖЬ',
  },
  japanese: {
    header: ['曲名', 'アーティスト', 'アルバム', 'energy', 'BPM', 'key', 'explicit', '年'],
    yes: 'TRUE',
    no: 'FALSE',
  },
}
const KEYS = {
  numbers: Array.from({ length: 12 }, (_, key) => String(key)),
  sharps: ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'],
  flats: ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'G♭', 'G', 'A♭', 'A', 'B♭', 'B'],
  both: ['C', 'C♯/D♭', 'D', 'D♯/E♭', 'E', 'F', 'F♯/G♭', 'G', 'G♯/A♭', 'A', 'A♯/B♭', 'B'],
}
const LENGTHS = {
  ms: { header: 'Duration (ms)', write: (seconds: number) => String(seconds * 1000) },
  clock: {
    header: 'Length',
    write: (seconds: number) =>
      `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`,
  },
  seconds: { header: 'duration_sec', write: (seconds: number) => `${String(seconds)}.0` },
  unit: { header: 'Duration', write: (seconds: number) => `${String(seconds)} s` },
}
const ENCODINGS = {
  utf8: (text: string) => Buffer.from(text),
  marked: (text: string) => Buffer.from(`\uFEFF${text}`),
  'utf-16le': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
}
const oneOf = <T extends object>(choices: T) => fc.constantFrom(...(Object.values(choices) as T[keyof T][]))

const dialect = fc.record({
  language: oneOf(LANGUAGES),
  keys: oneOf(KEYS),
  length: oneOf(LENGTHS),
  encode: oneOf(ENCODINGS),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  always: fc.boolean(),
  spaced: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n'),
  decimal: fc.constantFrom('.', ','),
  minus: fc.constantFrom('-', '−'),
  missing: fc.constantFrom('', 'NA', 'nan', '#N/A', '<NA>'),
  above: fc.constantFrom('', 'My tracks', 'Exported yesterday'),
  chunk: fc.integer({ min: 1, max: 300 }),
})
type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never

/** What a spreadsheet or a program would write of the rows. */
function write(rows: Said[], d: Dialect): Buffer {
  const number = (value: number | null, digits: number) =>
    value?.toFixed(digits).replace('.', d.decimal) ?? d.missing
  const cells = rows.map((row) => [
    ...[row.title, row.artist, row.album ?? d.missing, number(row.energy, 3), number(row.tempo, 2)],
    row.key === null ? d.missing : (d.keys[row.key] ?? ''),
    row.explicit === null ? d.missing : row.explicit ? d.language.yes : d.language.no,
    row.year === null ? d.missing : String(row.year),
    row.seconds === null ? d.missing : d.length.write(row.seconds),
    number(row.loudness, 1).replace('-', d.minus),
  ])
  const field = (text: string) =>
    d.always || /["\r\n]/.test(text) || text.includes(d.delimiter) ? `"${text.replaceAll('"', '""')}"` : text
  const separator = d.spaced && d.delimiter !== '\t' ? `${d.delimiter} ` : d.delimiter
  const lines = [[...d.language.header, d.length.header, 'Loudness'], ...cells].map((line) =>
    line.map(field).join(separator),
  )
  return d.encode([...(d.above === '' ? [] : [d.above]), ...lines].map((line) => line + d.end).join(''))
}

const letters = fc.constantFrom('a', 'B', 'é', '名', '🎵', ' ', ',', ';', '|', '"', "'", '-', '7', '(', '&')
const text = fc
  .string({ unit: letters, minLength: 3, maxLength: 14 })
  .filter((name) => name.trim() === name && /[aBé名].*[aBé名]/.test(name) && !name.includes(' - '))
/** A column of an artist each: a list in it would be cut. */
const artist = text.filter((name) => !/[;]/.test(name) && !/^[[({]\s*["']/.test(name))
const or = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 })
const row: fc.Arbitrary<Said> = fc.record({
  title: text,
  artist,
  album: or(text),
  energy: or(fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000)),
  tempo: or(fc.integer({ min: 4000, max: 22_000 }).map((value) => value / 100)),
  key: or(fc.integer({ min: 0, max: 11 })),
  explicit: or(fc.boolean()),
  year: or(fc.integer({ min: 1900, max: 2030 })),
  seconds: or(fc.integer({ min: 31, max: 3599 })),
  loudness: or(fc.integer({ min: -600, max: 0 }).map((value) => value / 10 + 0)),
})

test('a table reads back as it was written, in any dialect and language', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), dialect, async (rows, d) => {
      const events = await readAll(write(rows, d), { chunk: d.chunk })
      expect(skippedOf(events)).toEqual([])
      const read = rowsOf(events).map(({ track, values, unread }) => ({
        title: track.name,
        artist: track.artists.map(({ name }) => name).join(';'),
        album: track.album?.name ?? null,
        energy: values.energy ?? null,
        tempo: values.tempo ?? null,
        key: values.key ?? null,
        explicit: track.explicit,
        year: track.releaseYear,
        seconds: track.durationMs === null ? null : track.durationMs / 1000,
        loudness: values.loudness ?? null,
        unread,
      }))
      expect(read).toEqual(rows.map((each) => ({ ...each, unread: undefined })))
    }),
    { numRuns: 200 },
  )
})

test('a column whose cells may mean thousands or decimals is read as its range says', async () => {
  const table = 'title,artist,energy\nOne,Somebody,"1,000"\n'
  expect(rowsOf(await readAll(Buffer.from(table)))[0]?.values).toEqual({ energy: 1 })
})
