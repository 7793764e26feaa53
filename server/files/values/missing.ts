/** How programs write that there is no value: spreadsheets and their errors, R, pandas, databases, people. */
const MISSING = new Set(
  [
    ...[
      'na',
      'n/a',
      'n.a.',
      'n/d',
      'nan',
      '-nan',
      '+nan',
      'nat',
      '<na>',
      'none',
      'null',
      '(null)',
      '<null>',
      'nil',
    ],
    ...['undefined', 'missing', '(missing)', 'unknown', '(unknown)', 'empty', '(empty)', '(blank)', '(none)'],
    ...['inf', '-inf', '+inf', 'infinity', '-infinity', '∞', '-∞', '\\n', '[]', '{}', '""', "''"],
    ...['-', '--', '---', '–', '—', '−', '?', '??', '???', '.', '…', '...', '*'],
    ...[
      '#n/a',
      '#na',
      '#nv',
      '#null!',
      '#value!',
      '#wert!',
      '#valeur!',
      '#div/0!',
      '#ref!',
      '#bezug!',
      '#name?',
    ],
    ...['#num!', '#zahl!', '#n/d', '#nd'],
  ].map((text) => text.toLowerCase()),
)
const LONGEST = 12

/** True where a cell says that it has no value. */
export function isMissing(text: string): boolean {
  return text === '' || (text.length <= LONGEST && MISSING.has(text.toLowerCase()))
}

/** Of these no one is the name of a song, a record or a band; "None", "Null" and "?" are. */
const NO_NAME = /^(?:nan|NaN|<NA>|<na>|n\/a|N\/A|#N\/A|#N\/V|#NV|#REF!|#VALUE!|#NAME\?|\\N|<null>|\(null\))$/
/** Beside a title these say that there is no record, more often than they name it. */
const NO_ALBUM = /^(?:NA|na|NULL|null|None|none|-|–|—)$/

/** True where a cell that holds a name says that there is none. */
export function isNoName(text: string): boolean {
  return text === '' || (text.length <= LONGEST && NO_NAME.test(text))
}

/** As `isNoName`, of what a track may have or not. */
export function isNoAlbum(text: string): boolean {
  return isNoName(text) || (text.length <= LONGEST && NO_ALBUM.test(text))
}
